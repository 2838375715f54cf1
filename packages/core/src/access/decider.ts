import type { Decider } from "../decider.ts";
import type { AccessCommand } from "./commands.ts";
import type { AccessContext } from "./decide.ts";
import { decideAccess } from "./decide.ts";
import type { AccessEvent } from "./events.ts";
import { evolveAccess } from "./evolve.ts";
import type { AccessState } from "./state.ts";
import { initialAccess } from "./state.ts";

/** A tenant's access: grants that are not on a single prompt, and applications. */
export const accessDecider: Decider<AccessCommand, AccessState, AccessEvent, AccessContext> = {
  initialState: initialAccess,
  decide: decideAccess,
  evolve: evolveAccess,
};
