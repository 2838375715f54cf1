/** A path of an API in its parts: the prefix that the API is mounted under, and the rest without a trailing slash. */
export interface ApiPath {
  readonly prefix: string;
  readonly path: string;
}

/** Reads the paths of an API, which begin with `/api/` and one of these resources; others are null. */
export function apiPaths(...resources: readonly string[]): (pathname: string) => ApiPath | null {
  const pattern = new RegExp(`^(.*?)(/api/(?:${resources.join("|")})(?:/.*)?)$`, "u");
  return (pathname) => {
    const [, prefix, path] = pattern.exec(pathname) ?? [];
    return prefix === undefined || path === undefined ? null : { prefix, path: path.replace(/\/$/u, "") };
  };
}

/**
 * Reads the same paths, and directly under `mountedAt` also those without `/api`. Nowhere else may `/api` be missing: `/api/tasks/prompts` is
 * no path of this API, though it ends like one.
 */
export function shortApiPaths(
  mountedAt: string,
  ...resources: readonly string[]
): (pathname: string) => ApiPath | null {
  const pathOf = apiPaths(...resources);
  const prefix = mountedAt.replace(/\/$/u, "");
  return (pathname) => {
    const rest = pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : "";
    const short = pathOf(`/api${rest}`);
    return short?.prefix === "" ? { ...short, prefix } : pathOf(pathname);
  };
}
