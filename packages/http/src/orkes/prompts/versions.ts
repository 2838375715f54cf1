import type { FoundVersions, TenantLedger } from "@promptledger/core";
import { notFound } from "../../api/http-error.ts";
import type { Endpoint } from "../wire/call.ts";
import { param, promptOf, writeOptions, writing } from "../wire/call.ts";
import { listAnswer } from "../wire/people.ts";
import { versionOf } from "../wire/query.ts";
import { deleteIfPresent } from "./delete-if-present.ts";
import { messageTemplate } from "./message-template.ts";

/** `GET /api/prompts/{name}/versions`: the committed ones, newest first; 404 if there are none. */
export const list: Endpoint = async (call) => {
  const { prompt, items } = await committedVersions(call.ledger, promptOf(call));
  if (items.length === 0) throw notFound(`No version of the prompt '${prompt.slug}' is saved yet.`);
  const found = items.map((version) => ({ prompt, version }));
  return listAnswer(call.ledger, found.map(messageTemplate));
};

/** `DELETE /api/prompts/{name}/versions/{version}`: deletes the prompt too with its last version (rule X12). A live version is 409. */
export const remove: Endpoint = writing(async (call) => {
  const number = versionOf(param(call, "version"));
  const command = { type: "DeleteVersion", prompt: promptOf(call), number, ifLastVersion: "delete" } as const;
  await deleteIfPresent(call, () => call.ledger.batch([command], writeOptions(call)));
});

/** The most versions that the ledger returns at once. */
const PAGE = 1000;

/** All committed versions of a prompt, with the prompt; reads more than one page only if there are more versions. */
async function committedVersions({ versions }: TenantLedger, name: string): Promise<FoundVersions> {
  const first = await versions.list(name, { committed: true, page: { number: 1, size: PAGE } });
  const items = [...first.items];
  for (let number = 2; (number - 1) * PAGE < first.total; number++) {
    const page = { number, size: PAGE };
    items.push(...(await versions.list(first.prompt, { committed: true, page })).items);
  }
  return { ...first, items };
}
