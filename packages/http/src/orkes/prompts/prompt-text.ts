/**
 * A prompt's text from a request's body. Clients send it raw, in quotes, or as a JSON string. A quoted body is read as JSON if it is JSON,
 * else it loses one quote at each end. Any other body is the text as it is.
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
