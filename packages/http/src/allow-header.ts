/** What the header `Allow` says of a path with these methods: whatever GET answers, HEAD answers too. */
export function allowHeader(methods: readonly string[]): { readonly allow: string } {
  return { allow: [...methods, ...(methods.includes("GET") ? ["HEAD"] : [])].join(", ") };
}
