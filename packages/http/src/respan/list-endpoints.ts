import type { FilterValue } from "@promptledger/core";
import { json } from "./answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { bodyOf } from "./call.ts";
import { withCreators } from "./creator-email.ts";
import { editorsOf } from "./editors.ts";
import { readValue } from "./filter-fields.ts";
import type { ListBody } from "./list-body.ts";
import { EVERYTHING, listBody } from "./list-body.ts";
import { PROMPT_PAGES, pageObject, pageOf, sortOf } from "./list-page.ts";
import { promptObject } from "./prompt-object.ts";
import { badRequest } from "./refusal.ts";

/** `POST /api/prompts/list/`: prompts that the body's filters find. */
export const listPrompts: Endpoint = async (call) => promptPage(call, await bodyOf(call, listBody));

/** `GET /api/prompts/` and `GET /api/prompts/list/`, which old clients use; `starred` is the one filter that they know. */
export const listPromptsByQuery: Endpoint = async (call) => promptPage(call, queried(call));

/** `POST /api/prompts/summary/`: how many prompts the body's filters find. */
export const summarizePrompts: Endpoint = async (call) => summary(call, await bodyOf(call, listBody));

/** `GET /api/prompts/summary/`: how many living prompts there are. */
export const summarizeAll: Endpoint = async (call) => summary(call, EVERYTHING);

async function promptPage({ ledger, url, environment }: Call, query: ListBody): Promise<Response> {
  const page = pageOf(url, PROMPT_PAGES);
  const filter = await withCreators(query.filter, ledger);
  const found = await ledger.prompts.find({ ...query, filter, sort: sortOf(url), page });
  const editors = await editorsOf(
    ledger,
    found.items.flatMap(({ current, live }) => [current, live?.version ?? null]),
  );
  return json(
    200,
    pageObject(url, page, found, (prompt) => promptObject(prompt, environment, editors)),
  );
}

async function summary({ ledger }: Call, query: ListBody): Promise<Response> {
  const filter = await withCreators(query.filter, ledger);
  const { total } = await ledger.prompts.find({ ...query, filter, page: { number: 1, size: 1 } });
  return json(200, { total_count: total });
}

function queried({ url }: Call): ListBody {
  const text = url.searchParams.get("starred");
  if (text === null) return EVERYTHING;
  const value: FilterValue | undefined = readValue("boolean", text);
  if (value === undefined) throw badRequest([{ field: "starred", message: "expected true or false" }]);
  return { ...EVERYTHING, filter: { type: "compare", field: "starred", operator: "equals", value } };
}
