import type { RecordedEvent } from "@promptledger/core/adapter";

/** The log that is searched: a year of the work of 50 people on 2,000 prompts. */
export const YEAR = { events: 1_000_000, people: 50, prompts: 2000, days: 365 } as const;

export const DAY = 86_400_000;
/** 2025-01-01T00:00:00Z. */
export const BEGINNING: number = Date.UTC(2025, 0, 1);

/** The id of a prompt of the log. */
export function promptOf(index: number): string {
  return `prompt-${index}`;
}

/** The id of a person of the log. */
export function personOf(index: number): string {
  return `person-${index}`;
}

/** The events, each tenth of which happened up to 30 days before it was recorded. */
export function* yearOfEvents(tenant: string, count: number = YEAR.events): Generator<RecordedEvent> {
  const step = (YEAR.days * DAY) / count;
  for (let index = 0; index < count; index++) {
    const [prompt, version] = [index % YEAR.prompts, Math.floor(index / YEAR.prompts) + 1];
    const recordedAt = BEGINNING + Math.floor(index * step);
    // Of each prompt all events or none, for what happens to a prompt happens in the order of its events.
    const isImported = prompt % 10 === 0;
    // Everybody works on every prompt.
    const actor = personOf((prompt + 7 * version) % YEAR.people);
    yield {
      ...eventOf(prompt, version),
      id: String(index).padStart(26, "0"),
      tenant,
      stream: `prompt-${promptOf(prompt)}`,
      version,
      position: index + 1,
      schemaVersion: 1,
      metadata: JSON.stringify({
        actor,
        actorKind: "user",
        commandId: String(index),
        reason: "weekly review",
      }),
      recordedAt,
      occurredAt: isImported ? recordedAt - (prompt % 300) * (DAY / 10) : null,
    };
  }
}

/** The first event creates a prompt and the second one its draft, which the others edit. */
function eventOf(prompt: number, version: number): Pick<RecordedEvent, "type" | "data"> {
  const [promptId, name] = [promptOf(prompt), `Customer Support Assistant ${prompt}`];
  if (version === 1) return created("PromptCreated", { promptId, slug: promptId, name, description: null });
  const content = {
    model: "gpt-4o",
    messages: [
      { role: "system", content: `You are a helpful assistant, in wording ${version}. {{context}}` },
    ],
  };
  if (version > 2) return created("VersionEdited", { number: 1, changes: content });
  const versionId = `pv_${String(prompt).padStart(26, "0")}`;
  return created("VersionCreated", {
    promptId,
    versionId,
    number: 1,
    content,
    description: null,
    integrations: [],
  });
}

function created(type: string, data: object): Pick<RecordedEvent, "type" | "data"> {
  return { type, data: JSON.stringify(data) };
}
