import { nextTurn } from "./next-turn.ts";

/** A part of a list: the JSON texts of some of its entries. */
export type ListPart = readonly string[];

/**
 * An answer with a JSON array that is made part by part, as the client takes it: never more than two parts are in memory. The first part is
 * made before anything is sent, so that a refusal has its status. If a later one fails, the answer is cut off, and the error reported.
 */
export async function jsonListAnswer(
  parts: AsyncGenerator<ListPart>,
  onError: (error: unknown) => void,
): Promise<Response> {
  let first: IteratorResult<ListPart> | null = await parts.next();
  let opening = "[";
  let separator = "";
  let isCancelled = false;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        // A reader and a store in the same process never wait for anything else.
        if (first === null) await nextTurn();
        const { done, value = [] } = first ?? (await parts.next());
        first = null;
        // The client has gone while the part was made: a cancelled stream takes nothing.
        if (isCancelled) return;
        const entries = value.length === 0 ? "" : separator + value.join(",");
        if (value.length > 0) separator = ",";
        // A part without entries is a blank: some runtimes take an empty chunk for the end.
        controller.enqueue(encoder.encode(`${opening}${entries}${done === true ? "]" : ""}` || " "));
        opening = "";
        if (done === true) controller.close();
      } catch (error) {
        if (isCancelled) return;
        onError(error);
        controller.error(error);
      }
    },
    async cancel() {
      isCancelled = true;
      await parts.return([]);
    },
  });
  const answer = new Response(body, { headers: { "content-type": "application/json" } });
  unfinished.add(answer);
  return answer;
}

const unfinished = new WeakSet<Response>();

/** Whether the body of an answer is still being made while it is sent. */
export function isMadeWhileSent(answer: Response): boolean {
  return unfinished.has(answer);
}
