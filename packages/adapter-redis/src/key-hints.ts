/**
 * What this process has seen of a tenant. A script must be told the names of all its keys, and some depend on what only the server knows:
 * where the log ends, how long a stream is, who holds a slug. These notes are the guess that goes along; the script says where it is wrong.
 */
export interface KeyHints {
  /** The position of the log's head. */
  position: number;
  /** How many events the streams have, at least, that are longer than one segment. */
  readonly lengths: Map<string, number>;
  /** The ids of living prompts by their slugs. */
  readonly holders: Map<string, string>;
}

/** Notes of so many tenants are kept, and of so many streams and slugs of each. */
const MOST = { tenants: 1000, entries: 5000 } as const;

/** The notes of a tenant that nothing was seen of. */
export function newNotes(): KeyHints {
  return { position: 0, lengths: new Map(), holders: new Map() };
}

/** The notes of all tenants of a store. */
export function keyHints(): (tenant: string) => KeyHints {
  const notes = new Map<string, KeyHints>();
  return (tenant) => {
    let found = notes.get(tenant);
    if (found === undefined) {
      found = newNotes();
      note(notes, tenant, found, MOST.tenants);
    }
    return found;
  };
}

/** Notes how many events a stream has. */
export function noteLength({ lengths }: KeyHints, stream: string, length: number): void {
  note(lengths, stream, length);
}

/** Notes who holds a slug. */
export function noteHolder({ holders }: KeyHints, slug: string, id: string): void {
  note(holders, slug, id);
}

// The oldest entry goes where there is no room: what is missing costs one more round trip.
function note<Value>(map: Map<string, Value>, key: string, value: Value, most: number = MOST.entries): void {
  if (map.size >= most && !map.has(key)) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}
