/** The ledger's names of what is called otherwise in Orkes' API. */
const NAMES: { readonly [field: string]: string } = {
  slug: "name",
  text: "template",
  integrations: "models",
  associate: "models",
  number: "version",
  format: "responseFormat",
  permissions: "access",
  commandId: "Idempotency-Key",
};

/** The field of a command, as Orkes' API names it: `input.stopWords[0]` is `stopWords[0]`, `prompt.slug` is `name`. */
export function wireName(field: string): string {
  const own = field.replace(/^(?:input|changes|prompt)\./u, "");
  const first = /^[A-Za-z]+/u.exec(own)?.[0] ?? "";
  return `${Object.hasOwn(NAMES, first) ? NAMES[first] : first}${own.slice(first.length)}`;
}
