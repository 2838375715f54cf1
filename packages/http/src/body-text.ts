/** How many bytes a request's body may have. */
export const MAXIMUM_BODY_BYTES = 1_048_576;

/** A request's body as text, or the reason why it is none. */
export type BodyText =
  | { readonly status: "text"; readonly text: string }
  | { readonly status: "refused"; readonly reason: string };

/** Reads a body as UTF-8, whatever its content type says. It never holds more than the limit and one chunk in memory. */
export async function readBodyText(request: Request): Promise<BodyText> {
  const bytes = await readBytes(request);
  if (typeof bytes === "string") return { status: "refused", reason: bytes };
  try {
    return { status: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { status: "refused", reason: "the body is not valid UTF-8" };
  }
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
