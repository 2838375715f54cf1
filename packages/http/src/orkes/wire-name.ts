/** The ledger's names of what is called otherwise in Orkes' API. */
const NAMES: { readonly [field: string]: string } = {
  prompt: "name",
  slug: "name",
  text: "template",
  integrations: "models",
  associate: "models",
  number: "version",
  format: "responseFormat",
  permissions: "access",
  commandId: "Idempotency-Key",
};

/** The field of a command as a request names it, in most of them by the same names: `input.stopWords[0]` is `stopWords[0]`, `slug` is `name`. */
export function wireName(field: string, names: { readonly [field: string]: string } = NAMES): string {
  const own = field.replace(/^(?:input|changes)\./u, "");
  const first = /^[A-Za-z]+/u.exec(own)?.[0] ?? "";
  return `${Object.hasOwn(names, first) ? names[first] : first}${own.slice(first.length)}`;
}
