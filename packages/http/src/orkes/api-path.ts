const API = /^.*?(\/api\/(?:prompts|integrations|auth|users|applications|token)(?:\/.*)?)$/u;

/** A path of the API without the prefix that it is mounted under and without a trailing slash; null for one that is none of the API's. */
export function apiPathOf(pathname: string): string | null {
  const path = API.exec(pathname)?.[1];
  if (path === undefined) return null;
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
