/** How clients may escape bodies that have no quotes around them. `python` stands for Orkes' Python client. */
export type BodyEscapes = "python";

/**
 * A prompt's text from a request's body. Clients send it raw, in quotes, or as a JSON string. A quoted body is read as JSON if it is JSON,
 * else it loses one quote at each end. Any other body is the text as it is, unless `escapes` says whose escapes it has.
 */
export function promptText(body: string, escapes: BodyEscapes | null = null): string {
  const quoted = body.trim();
  if (quoted.length < 2 || !quoted.startsWith('"') || !quoted.endsWith('"'))
    return escapes === null ? body : unescaped(body);
  return jsonText(quoted) ?? quoted.slice(1, -1);
}

/**
 * The text of a body that is a JSON string without its quotes: Python's client removes every quote at either end, and so also the one that
 * belongs to an escape at the end. A body that is no such string is the text as it is.
 */
function unescaped(body: string): string {
  let end = body.length;
  while (body[end - 1] === "\\") end -= 1;
  const isCutOff = (body.length - end) % 2 === 1;
  return jsonText(`"${body}${isCutOff ? '"' : ""}"`) ?? body;
}

function jsonText(json: string): string | null {
  try {
    return JSON.parse(json) as string;
  } catch {
    return null;
  }
}
