/** The fields of a body that have a value: neither null nor undefined. */
export function given<T extends object>(body: T): { readonly [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(body).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { readonly [K in keyof T]?: NonNullable<T[K]> };
}
