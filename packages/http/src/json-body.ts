/** How many bytes a request's body may have. */
export const MAXIMUM_BODY_BYTES = 1_048_576;

/** How deep a body's values may be nested, the body itself counted. */
export const MAXIMUM_BODY_DEPTH = 64;

/** A request's body: nothing but white space, a JSON value that the ledger can store, or the reason why it is neither. */
export type JsonBody =
  | { readonly status: "blank" }
  | { readonly status: "json"; readonly value: unknown }
  | { readonly status: "refused"; readonly reason: string };

/** Reads a body as JSON in UTF-8, whatever its content type says. It never holds more than the limit and one chunk in memory. */
export async function readJsonBody(request: Request): Promise<JsonBody> {
  const bytes = await readBytes(request);
  if (typeof bytes === "string") return { status: "refused", reason: bytes };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { status: "refused", reason: "the body is not valid UTF-8" };
  }
  if (text.trim() === "") return { status: "blank" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { status: "refused", reason: "the body is not valid JSON" };
  }
  const flaw = flawOf(value, 1);
  return flaw === null ? { status: "json", value } : { status: "refused", reason: flaw };
}

/** The body's bytes, or why it could not be read. */
async function readBytes(request: Request): Promise<Uint8Array | string> {
  const tooLarge = `the body is larger than ${MAXIMUM_BODY_BYTES} bytes`;
  if (Number(request.headers.get("content-length") ?? 0) > MAXIMUM_BODY_BYTES) return tooLarge;
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (;;) {
    // What fails here is the connection: the client went away in the middle of its body.
    const next = await reader.read().catch(() => null);
    if (next === null) return "the body ended too early";
    if (next.done) return joined(chunks, length);
    length += next.value.byteLength;
    if (length > MAXIMUM_BODY_BYTES) {
      await reader.cancel().catch(() => undefined);
      return tooLarge;
    }
    chunks.push(next.value);
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** The first thing in a parsed value that the ledger could not give back as it is. */
function flawOf(value: unknown, depth: number): string | null {
  if (typeof value === "string") return flawOfText(value);
  if (typeof value === "number")
    return Number.isFinite(value) ? null : "the body holds a number that is too large";
  if (typeof value !== "object" || value === null) return null;
  if (depth > MAXIMUM_BODY_DEPTH) return `the body is nested deeper than ${MAXIMUM_BODY_DEPTH} levels`;
  for (const [key, entry] of Object.entries(value)) {
    if (key === "__proto__") return "the body has a key named __proto__";
    const flaw = flawOfText(key) ?? flawOf(entry, depth + 1);
    if (flaw !== null) return flaw;
  }
  return null;
}

function flawOfText(text: string): string | null {
  if (!text.isWellFormed()) return "the body holds a lone surrogate, which is no Unicode text";
  return text.includes("\u0000") ? "the body holds a NUL character" : null;
}
