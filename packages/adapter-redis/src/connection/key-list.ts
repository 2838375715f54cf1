/** The keys that a call of a script declares, each once. */
export interface KeyList {
  readonly names: readonly string[];
  /** A key's index in KEYS, which counts from 1. A new key is added at the end. */
  index(name: string): number;
}

/** A list that begins with these keys. */
export function keyList(...first: readonly string[]): KeyList {
  const indexes = new Map<string, number>();
  const names: string[] = [];
  const index = (name: string): number => {
    const known = indexes.get(name);
    if (known !== undefined) return known;
    const added = names.push(name);
    indexes.set(name, added);
    return added;
  };
  first.forEach(index);
  return { names, index };
}
