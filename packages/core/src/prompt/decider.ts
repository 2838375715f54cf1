import type { Decider } from "../decider.ts";
import type { VersionEvent } from "../version/events.ts";
import type { PromptCommand } from "./commands.ts";
import type { PromptContext } from "./decide.ts";
import { decidePrompt } from "./decide.ts";
import type { PromptEvent } from "./events.ts";
import { evolvePrompt } from "./evolve.ts";
import type { PromptState } from "./state.ts";
import { initialPrompt } from "./state.ts";

/** The Prompt aggregate: details, version numbers, deployments and grants. It follows its versions' events, and decides its own. */
export const promptDecider: Decider<PromptCommand, PromptState, PromptEvent | VersionEvent, PromptContext> = {
  initialState: initialPrompt,
  decide: decidePrompt,
  evolve: evolvePrompt,
};
