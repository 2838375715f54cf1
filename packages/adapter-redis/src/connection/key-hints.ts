/**
 * What this process has seen of a tenant. A script must declare all its keys, and some depend on what only the server knows: where the log
 * ends, how long a stream is, who holds a slug. These hints are the guess that is sent; the script says where it is wrong.
 */
export interface KeyHints {
  /** The position of the log's head. */
  position: number;
  /** How many events the streams have, at least, that are longer than one segment. */
  readonly lengths: Map<string, number>;
  /** The ids of living prompts by their slugs. */
  readonly holders: Map<string, string>;
}

/** Hints are kept for so many tenants, and for so many streams and slugs of each. */
const MOST = { tenants: 1000, entries: 5000 } as const;

/** The hints of all tenants of a store. */
export function keyHintsByTenant(): (tenant: string) => KeyHints {
  const tenants = new Map<string, KeyHints>();
  return (tenant) => {
    const hints = tenants.get(tenant) ?? { position: 0, lengths: new Map(), holders: new Map() };
    remember(tenants, tenant, hints, MOST.tenants);
    return hints;
  };
}

/** Remembers how many events a stream has. */
export function rememberLength({ lengths }: KeyHints, stream: string, length: number): void {
  remember(lengths, stream, length, MOST.entries);
}

/** Remembers who holds a slug. */
export function rememberHolder({ holders }: KeyHints, slug: string, id: string): void {
  remember(holders, slug, id, MOST.entries);
}

// The oldest entry is deleted where there is no room: what is missing costs one more round trip.
function remember<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  if (map.size >= most && !map.has(key)) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}
