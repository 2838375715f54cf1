/**
 * The target of the request line, as it came over the wire: from Node's request, which Hono's Node server has in its context as `incoming`. Express
 * shortens `url` where a handler is mounted under a prefix, and keeps the whole as `originalUrl`. Null without such a context.
 */
export function wireTarget(context: unknown): string | null {
  if (!isObject(context) || !isObject(context["incoming"])) return null;
  const { originalUrl, url } = context["incoming"];
  const target = originalUrl ?? url;
  return typeof target === "string" ? target : null;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null;
}
