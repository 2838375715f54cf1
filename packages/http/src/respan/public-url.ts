/** An address of the API in its parts: what precedes `/api/prompts`, and the rest without a trailing slash. */
export interface ApiPath {
  readonly prefix: string;
  readonly path: string;
}

const API = /^(.*?)(\/api\/prompts(?:\/.*)?)$/u;

/** Reads a path with whatever prefix the API is mounted under; null for a path that is none of the API's. */
export function apiPathOf(pathname: string): ApiPath | null {
  const [, prefix, path] = API.exec(pathname) ?? [];
  if (prefix === undefined || path === undefined) return null;
  return { prefix, path: path.endsWith("/") ? path.slice(0, -1) : path };
}

/**
 * A request's address as its client knows it, for links that survive a proxy. The origin is that of `publicUrl`; a path of `publicUrl`
 * stands in place of what precedes `/api/prompts`; all else stays.
 */
export function publicUrlOf(requested: string, publicUrl: URL | undefined): URL {
  const url = new URL(requested);
  if (publicUrl === undefined) return url;
  const path = publicUrl.pathname.replace(/\/+$/u, "");
  const prefix = apiPathOf(url.pathname)?.prefix ?? "";
  return new URL(
    `${path === "" ? url.pathname : path + url.pathname.slice(prefix.length)}${url.search}`,
    publicUrl.origin,
  );
}
