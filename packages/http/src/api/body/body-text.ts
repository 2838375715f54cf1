import { HttpError } from "../errors/http-error.ts";

/** How many bytes a request's body may have. */
export const MAXIMUM_BODY_BYTES = 1_048_576;

/** A request, and what is known of its body. */
export interface SentBody {
  readonly request: Request;
  /**
   * Whether somebody read from the connection before the request came here. What was read may be in the request, or gone: then the request,
   * made afterwards, has an empty body, which would be taken for no body at all.
   */
  readonly wasRead?: boolean;
}

/**
 * Reads a body as UTF-8, whatever its content type says. Never holds more than the limit and one chunk in memory. Throws 413 if the body is
 * too large, by its declared length or by its real one, and 400 if it is incomplete, not UTF-8, or was read by somebody else before.
 */
export async function bodyText(sent: SentBody): Promise<string> {
  const chunks = await readChunks(sent);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
  } catch {
    throw unreadable("the body is not valid UTF-8");
  }
}

async function readChunks({ request, wasRead = false }: SentBody): Promise<readonly Uint8Array[]> {
  const { headers, body, bodyUsed } = request;
  const tooLarge = new HttpError(413, `The body must have at most ${MAXIMUM_BODY_BYTES} bytes.`);
  const declared = Number(headers.get("content-length") ?? 0);
  if (declared > MAXIMUM_BODY_BYTES) throw tooLarge;
  const isGone = declared > 0 || (wasRead && headers.has("transfer-encoding"));
  if (bodyUsed || body?.locked === true || (body === null && isGone)) throw unreadable(CONSUMED);
  const chunks: Uint8Array[] = [];
  if (body === null) return chunks;
  const reader = body.getReader();
  for (let length = 0; ; ) {
    // Only the connection can fail here: the client went away before its body ended.
    const { done, value } = await reader.read().catch(() => {
      throw unreadable("the body ended too early");
    });
    if (done) {
      if (length === 0 && isGone) throw unreadable(CONSUMED);
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
