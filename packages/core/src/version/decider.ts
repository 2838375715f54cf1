import type { Decider } from "../decider.ts";
import type { VersionContext, VersionStep } from "./decide.ts";
import { decideVersion } from "./decide.ts";
import type { VersionEvent } from "./events.ts";
import { evolveVersion } from "./evolve.ts";
import type { VersionState } from "./state.ts";
import { initialVersion } from "./state.ts";

/** The Version aggregate: content and life of one numbered version. */
export const versionDecider: Decider<VersionStep, VersionState, VersionEvent, VersionContext> = {
  initialState: initialVersion,
  decide: decideVersion,
  evolve: evolveVersion,
};
