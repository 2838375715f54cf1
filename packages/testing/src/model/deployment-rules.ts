import type { ErrorCode } from "@promptledger/core";
import type { ModelAppend } from "./model-append.ts";
import { recordEvent } from "./model-append.ts";
import type { ModelPrompt, ModelVersion } from "./model-state.ts";
import { latestOf, sameContent } from "./model-state.ts";

/** How many earlier deployments a rollback can return to. */
const ROLLBACK_DEPTH = 50;

/** Makes a committed version live. */
export function deploy(
  append: ModelAppend,
  prompt: ModelPrompt,
  environment: string,
  wanted: number | "latest",
): ErrorCode | null {
  const number = wanted === "latest" ? latestOf(prompt) : wanted;
  const version = number === undefined ? undefined : prompt.versions.get(number);
  if (version === undefined) return "version-not-found";
  if (!version.committed) return "version-is-draft";
  const live = prompt.live.get(environment);
  if (live === undefined) return recordDeployment(append, prompt, environment, version, []);
  if (isSamePin(live.version, version)) return null;
  return recordDeployment(append, prompt, environment, version, [...live.before, live.version]);
}

/** Returns to what was live before: the newest version that still exists and differs from the live one, or the requested one. */
export function rollBack(
  append: ModelAppend,
  prompt: ModelPrompt,
  environment: string,
  to: number | undefined,
): ErrorCode | null {
  const live = prompt.live.get(environment);
  if (live === undefined) return "not-deployed";
  const index = live.before.findLastIndex((version) => {
    if (!prompt.versions.has(version.number)) return false;
    return to === undefined ? !isSame(version, live.version) : version.number === to;
  });
  const version = live.before[index];
  if (version === undefined) return "nothing-to-roll-back";
  if (isSame(version, live.version)) return null;
  return recordDeployment(append, prompt, environment, version, live.before.slice(0, index));
}

/** Deploys what is live in one environment to another. */
export function promote(
  append: ModelAppend,
  prompt: ModelPrompt,
  from: string,
  to: string,
): ErrorCode | null {
  const source = prompt.live.get(from);
  if (source === undefined) return "not-deployed";
  const live = prompt.live.get(to);
  if (live === undefined) return recordDeployment(append, prompt, to, source.version, []);
  if (isSamePin(live.version, source.version)) return null;
  return recordDeployment(append, prompt, to, source.version, [...live.before, live.version]);
}

/** Ends the deployment in an environment. */
export function undeploy(append: ModelAppend, prompt: ModelPrompt, environment: string): ModelPrompt {
  if (!prompt.live.has(environment)) return prompt;
  const live = new Map(prompt.live);
  live.delete(environment);
  return recordEvent(append, prompt, "VersionUndeployed", { live });
}

function recordDeployment(
  append: ModelAppend,
  prompt: ModelPrompt,
  environment: string,
  version: ModelVersion,
  before: readonly ModelVersion[],
): null {
  const deployment = {
    version,
    deployedAt: append.at,
    deployedBy: append.actor.id,
    before: before.slice(-ROLLBACK_DEPTH),
  };
  recordEvent(append, prompt, "VersionDeployed", {
    live: new Map([...prompt.live, [environment, deployment]]),
  });
  return null;
}

/** Whether two deployments pin the same state of a version. */
function isSamePin(left: ModelVersion, right: ModelVersion): boolean {
  return left.number === right.number && left.revision === right.revision;
}

/** Whether a rollback from one to the other would change nothing. */
function isSame(left: ModelVersion, right: ModelVersion): boolean {
  return left.number === right.number && sameContent(left.content, right.content);
}
