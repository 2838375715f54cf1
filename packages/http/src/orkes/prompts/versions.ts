import type { ListPart } from "../../api/body/json-list.ts";
import { jsonListAnswer } from "../../api/body/json-list.ts";
import { jsonParts, newPartSize } from "../../api/body/part-size.ts";
import { notFound } from "../../api/errors/http-error.ts";
import type { Call, Endpoint } from "../wire/call.ts";
import { param, promptOf, writeOptions, writing } from "../wire/call.ts";
import { withPeople } from "../wire/people.ts";
import { versionOf } from "../wire/query.ts";
import { deleteIfPresent } from "./delete-if-present.ts";
import { messageTemplate } from "./message-template.ts";

/** `GET /api/prompts/{name}/versions`: the committed ones, newest first; 404 if there are none. It is unpaged, and so made part by part. */
export const list: Endpoint = (call) => jsonListAnswer(parts(call), call.onError);

/** `DELETE /api/prompts/{name}/versions/{version}`: deletes the prompt too with its last version (rule X12). A live version is 409. */
export const remove: Endpoint = writing(async (call) => {
  const number = versionOf(param(call, "version"));
  const command = { type: "DeleteVersion", prompt: promptOf(call), number, ifLastVersion: "delete" } as const;
  await deleteIfPresent(call, () => call.ledger.batch([command], writeOptions(call)));
});

async function* parts(call: Call): AsyncGenerator<ListPart> {
  const { ledger } = call;
  const size = newPartSize();
  const committed = { committed: true } as const;
  let found = await ledger.versions.list(promptOf(call), {
    ...committed,
    page: { number: 1, size: size.limit },
  });
  const { prompt } = found;
  if (found.items.length === 0) throw notFound(`No version of the prompt '${prompt.slug}' is saved yet.`);
  for (;;) {
    const { items, total } = found;
    const rows = items.map((version) => messageTemplate(ledger, { prompt, version }));
    const length = yield* jsonParts(await withPeople(ledger, rows));
    const last = items.at(-1);
    if (last === undefined || items.length === total) return;
    size.wasRead(length);
    const page = { number: 1, size: size.limit };
    found = await ledger.versions.list(prompt, { ...committed, below: last.number, page });
  }
}
