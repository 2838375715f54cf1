import type { FoundVersions, TenantLedger } from "@promptledger/core";
import { done, json } from "./answer.ts";
import type { Endpoint } from "./call.ts";
import { param, promptOf, writeOptions } from "./call.ts";
import { deleteIfThere } from "./deletion.ts";
import { messageTemplate, tagsOf } from "./message-template.ts";
import { peopleOf } from "./people.ts";
import { versionOf } from "./query.ts";
import { notFound } from "./refusal.ts";

/** `GET /api/prompts/{name}/versions`: the committed ones, newest first; 404 where there is none. */
export const listVersions: Endpoint = async (call) => {
  const { prompt, items } = await committedVersions(call.ledger, promptOf(call));
  if (items.length === 0) throw notFound(`No version of the prompt '${prompt.slug}' is saved yet.`);
  const people = await peopleOf(call.ledger, items);
  const tags = tagsOf(prompt);
  return json(
    200,
    items.map((version) => messageTemplate(prompt.slug, tags, version, people)),
  );
};

/** `DELETE /api/prompts/{name}/versions/{version}`: with the last one goes the prompt (rule X12); one that is live is refused, 409. */
export const deleteVersion: Endpoint = async (call) => {
  const { ledger } = call;
  const number = versionOf(param(call, "version"));
  await deleteIfThere(call, () =>
    ledger.batch(
      [{ type: "DeleteVersion", prompt: promptOf(call), number, ifLastVersion: "delete" }],
      writeOptions(call),
    ),
  );
  return done();
};

/** The most that the ledger gives at once. */
const PAGE = 1000;

/** All committed versions of a prompt, with the prompt: one page, and more of them only where one does not hold all. */
async function committedVersions({ versions }: TenantLedger, name: string): Promise<FoundVersions> {
  const first = await versions.list(name, { committed: true, page: { number: 1, size: PAGE } });
  const items = [...first.items];
  for (let number = 2; (number - 1) * PAGE < first.total; number++) {
    const page = { number, size: PAGE };
    items.push(...(await versions.list(first.prompt, { committed: true, page })).items);
  }
  return { ...first, items };
}
