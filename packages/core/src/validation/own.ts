/** The record's own entry: a name such as `constructor` is not found in what every object inherits. */
export function own<T>(record: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
