/** The headers of an answer with a token or a key: no cache on the way may keep it. */
export const NO_STORE: { readonly [name: string]: string } = { "cache-control": "no-store" };
