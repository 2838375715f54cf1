import type { PromptVersion } from "@promptledger/core";
import type { ListPart } from "../../api/json-list.ts";
import { jsonListAnswer } from "../../api/json-list.ts";
import type { Call } from "../wire/call.ts";
import type { Row } from "../wire/people.ts";
import { withPeople } from "../wire/people.ts";

/** How many prompts are read at first. Each may have a megabyte. */
const FIRST_LIMIT = 20;

/** How many prompts are read at once if those before were small. The next ones may still be large. */
const MAXIMUM_LIMIT = 200;

/** How much text of one part is aimed at, in characters. */
const PART_LENGTH = 2_000_000;

/** The answer with the highest committed version of every prompt that the caller may read. It is unpaged, and so made part by part. */
export function latestList(
  call: Call,
  row: (found: PromptVersion) => Row,
  integration?: string,
): Promise<Response> {
  return jsonListAnswer(parts(call, row, integration), call.onError);
}

async function* parts(
  { ledger }: Call,
  row: (found: PromptVersion) => Row,
  integration: string | undefined,
): AsyncGenerator<ListPart> {
  const which = integration === undefined ? {} : { integration };
  let after: string | null = "";
  for (let limit = FIRST_LIMIT; after !== null; ) {
    const page = await ledger.versions.latestCommittedPage({ ...which, after, limit });
    after = page.next;
    const texts = (await withPeople(ledger, page.items.map(row))).map((one) => JSON.stringify(one));
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    // As many as would have made a part of the size that is aimed at.
    limit = Math.max(1, Math.min(MAXIMUM_LIMIT, Math.floor((limit * PART_LENGTH) / Math.max(1, length))));
    yield texts;
  }
}
