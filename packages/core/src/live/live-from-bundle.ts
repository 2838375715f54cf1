import { LedgerError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import { systemClock } from "../ports/clock.ts";
import type { Hasher } from "../ports/hasher.ts";
import { systemHasher } from "../ports/hasher.ts";
import type { Renderer } from "../template/renderer.ts";
import { rendererRule } from "../template/renderer-rule.ts";
import { templatesOf } from "../template/templates.ts";
import type { OptionRules } from "../validation/check-options.ts";
import { checkOptions, clockRule, millisecondsRule, withMethods } from "../validation/check-options.ts";
import { bundledTables } from "./bundled-tables.ts";
import { positionWaiters } from "./caught-up.ts";
import type { Live } from "./live.ts";
import { liveListeners } from "./live-events.ts";
import { openBundle } from "./open-bundle.ts";
import { picker } from "./pick.ts";
import { resolvedVersion } from "./resolved.ts";
import { selectionOf } from "./selection.ts";
import { staleSince } from "./standing.ts";

/** Options for a view from a bundle. */
export interface BundleOptions {
  /** Default: the clock of the process. */
  readonly clock?: Clock;
  /** Default: `systemHasher`. */
  readonly hasher?: Hasher;
  /** Renders the logic of Jinja. Without it, templates with logic are `template-invalid`. */
  readonly renderer?: Renderer;
  /** `resolve` throws `too-stale` once the bundle is older than this, in milliseconds. Default: it serves it at any age. */
  readonly maxStalenessMs?: number;
}

const OPTIONS: OptionRules<BundleOptions> = {
  clock: clockRule,
  hasher: withMethods("a hasher, such as portableHasher", "sha256"),
  renderer: rendererRule,
  maxStalenessMs: millisecondsRule,
};

/**
 * A view of what was live when a bundle was saved, without a store: the text of a bundle, its bytes in UTF-8, or the object that was parsed from it. A
 * large one is loaded soonest from its bytes, for each prompt is read when it is asked for first; do not change them. All that the view answers
 * is `stale`, and its `staleness` says since when. It does not change. Throws `bundle-invalid` unless the bundle is as it was saved.
 */
export function liveFromBundle(bundle: string | Uint8Array | object, options: BundleOptions = {}): Live {
  checkOptions(options, OPTIONS);
  const { clock = systemClock, hasher = systemHasher(), renderer = null, maxStalenessMs } = options;
  const open = openBundle(bundle, hasher);
  const { environment, environments, prompts, position, matchedAt } = open.head;
  const standing = staleSince(clock, position, matchedAt);
  const templates = templatesOf(renderer);
  const tables = bundledTables(open, (facts) => resolvedVersion(facts, templates, standing));
  const selection = selectionOf({
    ...(environments !== null && { environments }),
    ...(prompts !== null && { prompts }),
  });
  const listeners = liveListeners();
  const waiters = positionWaiters(
    clock,
    () => position,
    (wanted) => {
      throw new LedgerError(
        "unavailable",
        `the bundle was saved at position ${position} and never reaches ${wanted}; open a view of the store with acme.live`,
      );
    },
  );
  let pick = picker({ tables: () => tables, selection, standing, environment, maxStalenessMs, templates });
  const close = async (): Promise<void> => {
    const error = new LedgerError("store-closed", "the live view was closed; open a new one");
    pick = () => {
      throw error;
    };
    waiters.end(error);
    listeners.clear();
  };
  return {
    resolve: (prompt, resolveOptions) => pick(prompt, resolveOptions),
    on: listeners.on,
    caughtUp: waiters.caughtUp,
    position,
    get staleness() {
      return standing.staleness;
    },
    stale: true,
    bundle: () => open.text(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
