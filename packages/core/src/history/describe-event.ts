import type { PromptStream } from "../prompt/stream.ts";
import { ACCESS_EVENTS } from "./describe-access-event.ts";
import { INTEGRATION_EVENTS } from "./describe-integration-event.ts";
import { PROMPT_EVENTS } from "./describe-prompt-event.ts";
import { VERSION_EVENTS } from "./describe-version-event.ts";
import type { EventDescription } from "./event-description.ts";
import type { DomainEvent } from "./ledger-event.ts";

type Type = DomainEvent["type"];
type Data = { readonly [One in Type]: Extract<DomainEvent, { readonly type: One }>["data"] };

// A new type of event is an error of the compiler here, until something describes it.
const DESCRIPTIONS: {
  readonly [One in Type]: (data: Data[One], before: PromptStream | null) => EventDescription;
} = {
  ...PROMPT_EVENTS,
  ...VERSION_EVENTS,
  ...ACCESS_EVENTS,
  ...INTEGRATION_EVENTS,
  EventRedacted: ({ position }) => ({
    phrase: `redacted the event at position ${position}`,
    from: { position, redacted: false },
    to: { position, redacted: true },
  }),
};

/**
 * What an event says, in words and as data. With the prompt's stream as it was before the event, `from` has what the event itself does not hold,
 * such as the earlier name.
 */
export function describeEvent<One extends Type>(
  { type, data }: { readonly type: One; readonly data: Data[One] },
  before: PromptStream | null = null,
): EventDescription {
  return DESCRIPTIONS[type](data, before);
}
