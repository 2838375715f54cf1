import type { ApiPath } from "../../api/api-path.ts";
import { apiPaths } from "../../api/api-path.ts";

/** Reads a path of Respan's API. */
export const respanPath: (pathname: string) => ApiPath | null = apiPaths("prompts");

/**
 * A request's address as its client knows it, for links that work behind a proxy and under any prefix. The origin is that of `publicUrl`. If
 * `publicUrl` has a path, that replaces everything before `/api/prompts`. The rest stays. A prefix that a router stripped from the address is
 * in the target of the request line.
 */
export function publicUrlOf(requested: string, target: string | null, publicUrl: URL | undefined): URL {
  const url = new URL(requested);
  const sent = target === null || !URL.canParse(target, requested) ? url : new URL(target, requested);
  if (sent.pathname.endsWith(url.pathname)) url.pathname = sent.pathname;
  if (publicUrl === undefined) return url;
  const base = publicUrl.pathname.replace(/\/+$/u, "");
  const { prefix = "" } = base === "" ? {} : (respanPath(url.pathname) ?? {});
  return new URL(`${base}${url.pathname.slice(prefix.length)}${url.search}`, publicUrl.origin);
}
