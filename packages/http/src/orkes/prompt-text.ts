/**
 * The text of a prompt out of a request's body: raw, in quotes, or as a JSON string, for clients send all three. A quoted body is read as
 * the JSON string that it is, or else loses one quote at each end; every other body is the text as it is.
 */
export function promptText(body: string): string {
  const quoted = body.trim();
  if (quoted.length < 2 || !quoted.startsWith('"') || !quoted.endsWith('"')) return body;
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}
