import type { AccessState } from "../access/state.ts";
import { ACCESS_STREAM } from "../access/state.ts";
import type { At } from "../history/moment.ts";
import { readPointOf } from "../history/moment.ts";
import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { PromptState } from "../prompt/state.ts";
import { initialPrompt } from "../prompt/state.ts";
import { promptIdAt, promptStreamAt } from "./as-of.ts";
import { loadWorkspace } from "./load.ts";
import { promptNotFound } from "./read-prompt.ts";
import type { ReadSession } from "./session.ts";
import { loadTenantAt } from "./tenant-at.ts";

/** A prompt and the tenant's access, now and at a moment. */
export interface PromptAccess {
  readonly now: PromptState;
  readonly seen: PromptState;
  readonly access: { readonly now: AccessState; readonly seen: AccessState };
}

/** Reads what decides on the access to a prompt, deleted or not; without `at` in one load. Throws `prompt-not-found`. */
export async function readForAccess(
  session: ReadSession,
  key: PromptKey,
  at: At | undefined,
): Promise<PromptAccess> {
  if (at === undefined) {
    const { prompt, access } = await readNow(session, key);
    if (prompt === undefined) throw await promptNotFound(session, key);
    return { now: prompt, seen: prompt, access: { now: access, seen: access } };
  }
  const point = readPointOf(at);
  const id = "id" in key ? key.id : await promptIdAt(session, key.slug, point);
  const seen = id === null ? initialPrompt : (await promptStreamAt(session, id, point)).prompt;
  if (seen.status === "none") throw await promptNotFound(session, key, { past: true });
  const { prompt: now = seen } = await readNow(session, { id: seen.id });
  const tenant = await loadTenantAt(session, at, [ACCESS_STREAM]);
  return { now, seen, access: { now: tenant.now.access, seen: tenant.seen.access } };
}

async function readNow(
  session: ReadSession,
  key: PromptKey,
): Promise<{ readonly prompt: PromptState | undefined; readonly access: AccessState }> {
  const documents = [{ kind: "prompt", prompt: key }] as const;
  const workspace = await loadWorkspace(session, { documents, tenantStreams: [ACCESS_STREAM] });
  const id = "id" in key ? key.id : workspace.promptIds.get(key.slug);
  return { prompt: workspace.prompts.get(id ?? "")?.stream.prompt, access: workspace.tenant.access };
}
