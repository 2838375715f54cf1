/** An answer had more bytes than it may have. */
export class AnswerTooLarge extends Error {
  constructor(maximum: number) {
    super(`it answered with more than ${maximum} bytes`);
    this.name = "AnswerTooLarge";
  }
}

/** The runtime's fetch, whose answers end with an error once they have more bytes than this; no redirect is followed with the key. */
export function limitedFetch(maximum: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "error" });
    if (response.body === null) return response;
    let bytes = 0;
    const limit = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maximum) controller.error(new AnswerTooLarge(maximum));
        else controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(limit), { status, statusText, headers });
  };
}
