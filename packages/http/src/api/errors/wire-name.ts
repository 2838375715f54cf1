/** An API's names for those of the ledger's fields that it calls something else. */
export type FieldNames = ReadonlyMap<string, string>;

/** The field of a command under an API's name: `input.maxTokens` is `max_tokens` in Respan's; `messages[0].role` stays. */
export function wireName(field: string, names: FieldNames): string {
  return field.replace(/^(?:input|changes)\./u, "").replace(/^[A-Za-z]+/u, (name) => names.get(name) ?? name);
}

/** Those fields of a body that are present, under the ledger's names. `fields` holds pairs of the ledger's name and the API's. */
export function ledgerFields(
  body: { readonly [name: string]: unknown },
  fields: readonly (readonly [field: string, name: string])[],
): { readonly [field: string]: unknown } {
  const present = fields.filter(([, name]) => body[name] !== undefined);
  return Object.fromEntries(present.map(([field, name]) => [field, body[name]]));
}
