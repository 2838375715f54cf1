import { wireTarget } from "./wire-target.ts";

/**
 * Whether a request's path has a segment `.` or `..`, also one that is percent-encoded. A URL resolves such a segment, and the request would
 * then mean something else: `DELETE .../versions/..` is the prompt. The path is read as it came over the wire where the context has it, as
 * that of Hono's Node server has: a `Request` holds an address that is already resolved, so without such a context this is always false.
 */
export function hasDotSegment({ url }: Request, context: unknown): boolean {
  const [path = ""] = (wireTarget(context) ?? url).split(/[?#]/u, 1);
  return path.split(/[/\\]/u).some((segment) => /^(?:\.|%2e){1,2}$/iu.test(segment));
}
