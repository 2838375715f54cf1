import { LedgerError } from "../errors.ts";
import type { PromptKey } from "../prompt/prompt-ref.ts";
import { promptIdSchema } from "../prompt/prompt-ref.ts";
import type { EventStore } from "../store/event-store.ts";

/** The error for a prompt that is not there. Where a slug was given and a prompt has that text as its id, it says what to pass. */
export async function promptNotFound(
  store: EventStore,
  tenant: string,
  key: PromptKey,
  past = false,
): Promise<LedgerError> {
  const when = past ? " at that time" : "";
  if ("id" in key) return notFound(`there is no prompt with the id ${key.id}${when}`);
  const { slug } = key;
  const documents = [{ kind: "prompt", prompt: { id: slug } }] as const;
  const isId = promptIdSchema.safeParse(slug).success;
  const [found = null] = isId ? (await store.load(tenant, { documents })).documents : [];
  const hint = found === null ? "" : `; a prompt has that text as its id: pass { id: "${slug}" }`;
  return notFound(`there is no prompt with the slug "${slug}"${when}${hint}`);
}

function notFound(message: string): LedgerError {
  return new LedgerError("prompt-not-found", message, { issues: [{ field: "prompt", message }] });
}
