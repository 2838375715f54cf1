/**
 * The target of the request line, as it came over the wire: from Node's request, which Hono's Node server has in its context as `incoming`. Express
 * shortens `url` where a handler is mounted under a prefix, and keeps the whole as `originalUrl`. Null without such a context.
 */
export function wireTarget(context: unknown): string | null {
  const { originalUrl, url } = incomingOf(context);
  const target = originalUrl ?? url;
  return typeof target === "string" ? target : null;
}

/** What is known of Node's request; nothing without such a context. */
export function incomingOf(context: unknown): { readonly [name: string]: unknown } {
  return isObject(context) && isObject(context["incoming"]) ? context["incoming"] : {};
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null;
}
