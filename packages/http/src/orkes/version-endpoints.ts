import { done, json } from "./answer.ts";
import type { Endpoint } from "./call.ts";
import { param, promptOf, writeOptions } from "./call.ts";
import { deleteIfThere } from "./deletion.ts";
import { messageTemplate, tagsOf } from "./message-template.ts";
import { everyPage } from "./pages.ts";
import { peopleOf } from "./people.ts";
import { versionOf } from "./query.ts";
import { notFound } from "./refusal.ts";

/** `GET /api/prompts/{name}/versions`: the committed ones, newest first; 404 where there is none. */
export const listVersions: Endpoint = async (call) => {
  const { ledger } = call;
  const prompt = await ledger.prompts.get(promptOf(call));
  const versions = await everyPage((page) => ledger.versions.list(prompt.id, { committed: true, page }));
  if (versions.length === 0) throw notFound(`No version of the prompt '${prompt.slug}' is saved yet.`);
  const people = await peopleOf(
    ledger,
    versions.flatMap(({ createdBy, updatedBy }) => [createdBy, updatedBy]),
  );
  const tags = tagsOf(prompt);
  return json(
    200,
    versions.map((version) => messageTemplate(prompt.slug, tags, version, people)),
  );
};

/** `DELETE /api/prompts/{name}/versions/{version}`: with the last one goes the prompt (rule X12); one that is live is refused, 409. */
export const deleteVersion: Endpoint = async (call) => {
  const { ledger } = call;
  const number = versionOf(param(call, "version"));
  await deleteIfThere(call, () =>
    ledger.batch(
      [{ type: "DeleteVersion", prompt: promptOf(call), number, emptied: "delete" }],
      writeOptions(call),
    ),
  );
  return done();
};
