import { HttpError } from "./http-error.ts";
import { incomingOf } from "./wire-target.ts";

/** How many bytes a request's body may have. */
export const MAXIMUM_BODY_BYTES = 1_048_576;

/**
 * Reads a body as UTF-8, whatever its content type says. Never holds more than the limit and one chunk in memory. Throws 413 if the body is
 * too large, by its declared length or by its real one, and 400 if it is incomplete, not UTF-8, or was read by somebody else before.
 */
export async function bodyText(request: Request): Promise<string> {
  const chunks = await readChunks(request);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
  } catch {
    throw unreadable("the body is not valid UTF-8");
  }
}

/**
 * Refuses a request whose body was read before it came here, as Node's own request says. A `Request` that is made from it afterwards has an
 * empty body, which would be taken for no body at all. Call it before the body is read. Throws 400.
 */
export function refuseReadBody({ method, headers }: Request, context: unknown): void {
  const isRead = incomingOf(context)["readableDidRead"] === true;
  const hasBody = headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
  if (isRead && hasBody && method !== "GET" && method !== "HEAD") throw unreadable(CONSUMED);
}

async function readChunks({ headers, body, bodyUsed }: Request): Promise<readonly Uint8Array[]> {
  const tooLarge = new HttpError(413, `The body must have at most ${MAXIMUM_BODY_BYTES} bytes.`);
  const declared = Number(headers.get("content-length") ?? 0);
  if (declared > MAXIMUM_BODY_BYTES) throw tooLarge;
  if (bodyUsed || body?.locked === true || (body === null && declared > 0)) throw unreadable(CONSUMED);
  const chunks: Uint8Array[] = [];
  if (body === null) return chunks;
  const reader = body.getReader();
  for (let length = 0; ; ) {
    // Only the connection can fail here: the client went away before its body ended.
    const { done, value } = await reader.read().catch(() => {
      throw unreadable("the body ended too early");
    });
    if (done) {
      if (length === 0 && declared > 0) throw unreadable(CONSUMED);
      return chunks;
    }
    length += value.byteLength;
    if (length > MAXIMUM_BODY_BYTES) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge;
    }
    chunks.push(value);
  }
}

const CONSUMED = "the body was read before it came here; mount the API before any parser of bodies";

function unreadable(reason: string): HttpError {
  return new HttpError(400, `Bad request: ${reason}.`);
}
