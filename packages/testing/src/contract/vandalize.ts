/** Tries to change everything that can be reached from a value; what is frozen stays. */
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
    // Frozen: that is as good as a copy.
  }
}
