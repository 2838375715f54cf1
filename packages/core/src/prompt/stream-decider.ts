import type { Draft } from "immer";
import type { Decider, EventContext } from "../decider.ts";
import { plain } from "../decider.ts";
import type { VersionCommand } from "../version/commands.ts";
import type { VersionEvent } from "../version/events.ts";
import { evolveVersion } from "../version/evolve.ts";
import type { VersionState } from "../version/state.ts";
import { initialVersion } from "../version/state.ts";
import type { PromptCommand } from "./commands.ts";
import type { StreamContext } from "./decide-stream.ts";
import { decideStream } from "./decide-stream.ts";
import { evolvePrompt } from "./evolve.ts";
import type { PromptState } from "./state.ts";
import { initialPrompt } from "./state.ts";
import type { PromptStream, PromptStreamEvent } from "./stream.ts";

/** The Decider for a prompt's stream, which the Prompt and the Version aggregate share. Each event may change both. */
export const promptStreamDecider: Decider<
  PromptCommand | VersionCommand,
  PromptStream,
  PromptStreamEvent,
  StreamContext
> = {
  initialState: Object.freeze({
    prompt: initialPrompt,
    versions: Object.freeze({}),
    pinned: Object.freeze({}),
  }),
  decide: decideStream,
  evolve(state, event) {
    const { prompt } = state;
    evolvePrompt(prompt, event);
    switch (event.type) {
      case "VersionCreated":
      case "VersionEdited":
      case "VersionCommitted":
      case "VersionReopened":
      case "VersionDeleted":
        evolveNumbered(state.versions, event);
        refreshHead(prompt, state.versions);
        break;
      case "VersionDeployed": {
        const { environment, number, snapshot } = event.data;
        const { at } = event;
        const times = { createdAt: at, updatedAt: at, committedAt: at };
        const version = snapshot === undefined ? state.versions[number] : { ...times, ...snapshot };
        if (version !== undefined) state.pinned[environment] = pinnedCopy(version as VersionState);
        break;
      }
      case "VersionUndeployed":
        delete state.pinned[event.data.environment];
        break;
      default:
        break;
    }
  },
};

function evolveNumbered(versions: Draft<PromptStream["versions"]>, event: VersionEvent & EventContext): void {
  const { number } = event.data;
  if (event.type === "VersionDeleted") delete versions[number];
  else if (event.type === "VersionCreated") {
    const created = { ...initialVersion } as Draft<VersionState>;
    evolveVersion(created, event);
    versions[number] = created;
  } else {
    const version = versions[number];
    if (version !== undefined) evolveVersion(version, event);
  }
}

/** A version as it stands now: what happens to its number afterwards does not reach what is live. */
function pinnedCopy(version: VersionState): Draft<VersionState> {
  const now = plain(version);
  return { ...now, content: { ...now.content } } as Draft<VersionState>;
}

/** Updates the short form of the prompt's current version. A current version that was not loaded has not changed. */
function refreshHead(prompt: Draft<PromptState>, versions: Draft<PromptStream["versions"]>): void {
  // The draft has the highest number. If there is a draft, the list of numbers need not be read.
  const number = prompt.draft ?? prompt.numbers.at(-1);
  const version = number === undefined ? undefined : versions[number];
  if (version !== undefined) {
    const { id, status, updatedAt, content } = version;
    const committed = status === "committed";
    prompt.current = { number: version.number, id, model: content.model ?? null, committed, updatedAt };
  } else if (number === undefined) prompt.current = null;
}
