import type { PromptDocument, VersionDocument, VersionPage, VersionQuery } from "@promptledger/core/adapter";
import { promptStreamName } from "@promptledger/core/adapter";
import { rememberHolder } from "../connection/key-hints.ts";
import type { ReadSource } from "../connection/reading.ts";
import { reading } from "../connection/reading.ts";
import { documentOf } from "./documents.ts";
import { documentsAt } from "./past-documents.ts";

/** How often a page is read again because its prompt has changed meanwhile; then its versions are folded from their events. */
const ATTEMPTS = 3;

/** Stands for the id of a prompt if there is none. */
const NOBODY = "";

/** A page of versions. Who holds a slug is guessed, and read together with the holder's versions. */
export async function findVersions(
  source: ReadSource,
  tenant: string,
  query: VersionQuery,
): Promise<VersionPage> {
  const { keys, hints } = source;
  let id = "id" in query.prompt ? query.prompt.id : (hints.holders.get(query.prompt.slug) ?? NOBODY);
  for (let attempt = 1; ; attempt++) {
    const stream = promptStreamName(id);
    const hash = keys.documents(stream);
    const read = reading(source);
    const holder = "id" in query.prompt ? () => id : read.string(keys.slug(query.prompt.slug));
    const found = read.document(stream, "p");
    const names = read.names(hash);
    const { head } = await read.run();
    const held = holder() ?? NOBODY;
    if (held !== id) {
      id = held;
      continue;
    }
    if ("slug" in query.prompt && id !== NOBODY) rememberHolder(hints, query.prompt.slug, id);
    const text = found();
    const prompt = documentOf(stream, "p", text) as PromptDocument | null;
    const { total, numbers } = numbersOf(prompt, new Set(names()), query);
    if (numbers.length === 0 || prompt === null) return { total, prompt, rows: [], head };
    const again = reading(source);
    const fields = numbers.map((number) => `v${number}`);
    const now = again.document(stream, "p");
    const documents = again.fields(hash, fields);
    await again.run();
    const rows = documents().map((one) => documentOf(stream, "v", one) as VersionDocument);
    if (now() === text) return { total, prompt, rows, head };
    if (attempt < ATTEMPTS) continue;
    const past = await documentsAt(source, tenant, stream, prompt.version);
    const versions = past.filter((one) => one.kind === "version");
    return {
      total,
      prompt,
      rows: numbers.flatMap((number) => versions.find((one) => one.state.number === number) ?? []),
      head,
    };
  }
}

/** The numbers of a page's versions, and how many there are in all. All but the draft are committed. */
function numbersOf(
  prompt: PromptDocument | null,
  names: ReadonlySet<string>,
  { committed, below, page }: VersionQuery,
): { readonly total: number; readonly numbers: readonly number[] } {
  const { numbers = [], draft = null } = prompt?.state ?? {};
  const found = numbers
    .toReversed()
    .filter((number) => names.has(`v${number}`) && (below === undefined || number < below))
    .filter((number) => committed === undefined || (number !== draft) === committed);
  const start = (page.number - 1) * page.size;
  return { total: found.length, numbers: found.slice(start, start + page.size) };
}
