/** Thrown when an answer has too many bytes. */
export class AnswerTooLarge extends Error {
  constructor(maximum: number) {
    super(`it answered with more than ${maximum} bytes`);
    this.name = "AnswerTooLarge";
  }
}

/** A fetch with a limit: an answer with more bytes than this fails. */
export function limitedFetch(maximum: number, unlimited: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await unlimited(input, init);
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
