/** Calls back after this many milliseconds, unless the function that it returns is called first. */
export type Timer = (callback: () => void, milliseconds: number) => () => void;

/** The timer of the runtime. */
export const systemTimer: Timer = (callback, milliseconds) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};

/** How long a client may take nothing of an answer, in milliseconds. */
const IDLE_LIMIT = 30_000;

/** How many bytes are sent at once. A slow client that takes so many within the limit is not idle. */
const CHUNK = 65_536;

/**
 * The body of an answer, with `onEnd` called once: when all of it was taken, when it failed, when the client has gone, or when it took
 * nothing for {@link IDLE_LIMIT}. In the last case the body fails, and is made no further.
 */
export function endedBody(
  body: ReadableStream<Uint8Array>,
  onEnd: () => void,
  timer: Timer,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let rest: Uint8Array = new Uint8Array();
  let stopTimer = (): void => undefined;

  function startTimer(controller: ReadableStreamDefaultController): void {
    stopTimer = timer(() => {
      onEnd();
      const reason = new Error(`the client took nothing of the answer for ${IDLE_LIMIT} ms`);
      controller.error(reason);
      reader.cancel(reason).catch(() => undefined);
    }, IDLE_LIMIT);
  }

  return new ReadableStream<Uint8Array>(
    {
      start: startTimer,
      async pull(controller) {
        stopTimer();
        try {
          const { done, value } = rest.length > 0 ? { done: false, value: rest } : await reader.read();
          if (done) {
            onEnd();
            return controller.close();
          }
          rest = value.subarray(CHUNK);
          controller.enqueue(value.subarray(0, CHUNK));
          startTimer(controller);
        } catch (error) {
          onEnd();
          throw error;
        }
      },
      async cancel(reason) {
        stopTimer();
        onEnd();
        await reader.cancel(reason);
      },
    },
    // Only what the client asks for is read.
    { highWaterMark: 0 },
  );
}
