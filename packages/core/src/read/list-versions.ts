import { authorizePrompt } from "../authorization/authorize.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { parsePromptRef } from "../prompt/prompt-ref.ts";
import { parseOptions } from "../validation/parse.ts";
import { loadAccess } from "./load.ts";
import type { Found, VersionListOptions } from "./options.ts";
import { versionListSchema } from "./options.ts";
import { promptNotFound, readLiving, requireAlive } from "./read-prompt.ts";
import type { ReadSession } from "./session.ts";
import { sessionUntil } from "./session-until.ts";
import type { PromptDetails, Version } from "./views.ts";
import { detailsView, versionView } from "./views.ts";

/** A page of a prompt's versions, with the prompt itself. */
export interface FoundVersions extends Found<Version> {
  /** The prompt that the versions belong to, of the same moment. */
  readonly prompt: PromptDetails;
}

/** A page of a living prompt's versions, newest first: one query, and for an actor that needs grants one load. */
export async function listVersions(
  given: ReadSession,
  ref: PromptRef,
  options?: VersionListOptions,
): Promise<FoundVersions> {
  const {
    at,
    page = { number: 1, size: 200 },
    committed,
    below,
    signal,
  } = parseOptions(versionListSchema, options);
  const session = sessionUntil(given, signal);
  const { store, tenant } = session;
  if (at !== undefined) {
    const { stream } = await readLiving(session, ref, { permission: "READ", at });
    const found = Object.values(stream.versions)
      .filter(({ status }) => committed === undefined || (status === "committed") === committed)
      .filter(({ number }) => below === undefined || number < below)
      .reverse();
    const start = (page.number - 1) * page.size;
    const items = found.slice(start, start + page.size).map((one) => versionView(one, stream.prompt));
    const { position } = (await store.load(tenant, {})).head;
    return { total: found.length, items, position, prompt: detailsView(stream.prompt) };
  }
  const prompt = parsePromptRef(ref);
  const access = await loadAccess(session);
  const query = {
    prompt,
    page,
    ...(committed !== undefined && { committed }),
    ...(below !== undefined && { below }),
  };
  const found = await store.catalog.findVersions(tenant, query);
  if (found.prompt === null) throw await promptNotFound(session, prompt);
  const { state } = found.prompt;
  authorizePrompt(session, access, "READ", state, prompt);
  requireAlive(state);
  return {
    total: found.total,
    items: found.rows.map((row) => versionView(row.state, state)),
    position: found.head.position,
    prompt: detailsView(state),
  };
}
