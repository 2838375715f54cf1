/** Tries to change everything that is reachable from a value, except what is frozen. */
export function vandalize(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, entry] of Object.entries(value)) {
    vandalize(entry);
    attempt(() => Reflect.set(value, key, "vandalized"));
  }
  if (Array.isArray(value)) attempt(() => value.push("vandalized"));
}

function attempt(change: () => unknown): void {
  try {
    change();
  } catch {
    // Frozen objects are as safe as copies.
  }
}
