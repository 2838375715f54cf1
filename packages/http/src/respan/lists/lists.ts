import { jsonBody } from "../../api/body/json-body.ts";
import { invalidField } from "../../api/errors/http-error.ts";
import type { Call, Endpoint } from "../wire/call.ts";
import { momentOf, PROMPT_PAGES, pageAnswer, pageOf, sortOf } from "../wire/list-page.ts";
import { showPrompts } from "../wire/prompt-object.ts";
import { withCreatorEmails } from "./creator-email.ts";
import { readValue } from "./filter-fields.ts";
import type { ListBody } from "./list-body.ts";
import { EVERYTHING, listBody } from "./list-body.ts";

/** `POST /api/prompts/list/`: the prompts that the body's filters find. */
export const list: Endpoint = async (call) => promptPage(call, await jsonBody(call, listBody));

/** `GET /api/prompts/` and `GET /api/prompts/list/`, which old clients use; `starred` is the only filter that they know. */
export const listByQuery: Endpoint = async (call) => promptPage(call, queried(call));

/** `POST /api/prompts/summary/`: how many prompts the body's filters find. */
export const summarize: Endpoint = async (call) => summary(call, await jsonBody(call, listBody));

/** `GET /api/prompts/summary/`: how many living prompts there are. */
export const summarizeAll: Endpoint = async (call) => summary(call, EVERYTHING);

async function promptPage(call: Call, query: ListBody): Promise<Response> {
  const { ledger, url } = call;
  const page = pageOf(url, PROMPT_PAGES);
  const filter = withCreatorEmails(query.filter);
  const found = await ledger.prompts.find({ ...query, ...momentOf(url), filter, sort: sortOf(url), page });
  return pageAnswer(url, page, found, await showPrompts(call, found.items));
}

async function summary({ ledger }: Call, query: ListBody): Promise<Response> {
  const filter = withCreatorEmails(query.filter);
  const { total } = await ledger.prompts.find({ ...query, filter, page: { number: 1, size: 1 } });
  return Response.json({ total_count: total });
}

function queried({ url }: Call): ListBody {
  const text = url.searchParams.get("starred");
  if (text === null) return EVERYTHING;
  const value = readValue("boolean", text);
  if (value === undefined) throw invalidField("starred", "expected true or false");
  return { ...EVERYTHING, filter: { type: "compare", field: "starred", operator: "equals", value } };
}
