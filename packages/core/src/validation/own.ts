/** The record's own entry. A name such as `constructor` does not find what every object inherits. */
export function own<T>(record: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
