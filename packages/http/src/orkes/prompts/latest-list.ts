import type { PromptVersion } from "@promptledger/core";
import type { ListPart } from "../../api/body/json-list.ts";
import { jsonListAnswer } from "../../api/body/json-list.ts";
import { jsonParts, newPartSize } from "../../api/body/part-size.ts";
import type { Call } from "../wire/call.ts";
import type { Row } from "../wire/people.ts";
import { withPeople } from "../wire/people.ts";

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
  const size = newPartSize();
  while (after !== null) {
    const { limit } = size;
    const page = await ledger.versions.latestCommittedPage({ ...which, after, limit });
    after = page.next;
    size.wasRead(yield* jsonParts(await withPeople(ledger, page.items.map(row))));
  }
}
