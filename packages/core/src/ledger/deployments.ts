import { compareText } from "../catalog/evaluate.ts";
import type { DeploymentInterval } from "../history/deployment-interval.ts";
import type { PromptCommands } from "../prompt/commands.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import type { DeploymentHistoryOptions, OfEnvironment } from "../read/deployment-history.ts";
import { deploymentHistory } from "../read/deployment-history.ts";
import type { ReadOptions } from "../read/options.ts";
import { readSchema } from "../read/options.ts";
import { readLiving } from "../read/read-prompt.ts";
import type { ReadSession } from "../read/session.ts";
import { sessionUntil } from "../read/session-until.ts";
import type { Deployment, Prompt, Written } from "../read/views.ts";
import { deploymentView, liveOf } from "../read/views.ts";
import { parseOptions } from "../validation/parse.ts";
import type { WriteOptions } from "../write/options.ts";
import type { Writer } from "./writer.ts";

/**
 * What is live in each environment. A deployment pins number, revision and content hash. Only these calls and deletions change it (X13).
 * The default environment is that of `ledger.as`. Writes are atomic and idempotent, like those of `Prompts`. Every call throws the errors
 * of the calls on a prompt there, and `prompt-deleted`.
 *
 * With `contract: "keep"`, or by default where the ledger says so, a deployment is refused with `contract-changed` if a caller of the live version
 * would notice it: values that the live one takes are refused (a variable is gone, must be given or takes another type), there is a new tool, or a
 * tool's parameters or the answer's schema are others. The error lists all differences. It is decided with the append, on what is live then. Where
 * nothing is live, there is no contract.
 */
export interface Deployments {
  /**
   * Deploys a committed version as it is now. Deploying a version again whose description or integrations have changed pins the new ones; without
   * any change, nothing is appended. Throws `version-is-draft`, `version-not-found`.
   */
  deploy(
    prompt: PromptRef,
    input: PromptCommands["DeployVersion"],
    options?: WriteOptions,
  ): Promise<Written<Deployment>>;
  /**
   * Returns to what was live before, or to one of the earlier live numbers. A second call goes back one further; to undo a rollback, deploy. Throws
   * `not-deployed`, `nothing-to-roll-back`.
   */
  rollback(
    prompt: PromptRef,
    input?: PromptCommands["RollBackDeployment"],
    options?: WriteOptions,
  ): Promise<Written<Deployment>>;
  /** Deploys what is live in one environment to another: exactly the pinned version. Throws `not-deployed`. */
  promote(
    prompt: PromptRef,
    input: PromptCommands["PromoteDeployment"],
    options?: WriteOptions,
  ): Promise<Written<Deployment>>;
  /** Ends the deployment of an environment. Without a deployment, nothing changes. */
  undeploy(
    prompt: PromptRef,
    input?: { readonly environment?: string },
    options?: WriteOptions,
  ): Promise<Written<Prompt>>;
  /** The current deployments, ordered by environment. */
  list(prompt: PromptRef, options?: ReadOptions): Promise<readonly Deployment[]>;
  /**
   * What was live from when to when, by whom and why, what ended it, and for how long: of one prompt, also of a deleted one, or in one environment
   * over all prompts. Oldest first. The deletion of a prompt ends its deployments. An environment needs READ on the whole tenant, and reads the
   * whole log.
   */
  history(
    of: PromptRef | OfEnvironment,
    options?: DeploymentHistoryOptions,
  ): Promise<readonly DeploymentInterval[]>;
}

/** The calls on deployments. */
export function deploymentsOf(session: ReadSession, write: Writer): Deployments {
  return {
    deploy: (prompt, input, options) => write({ ...input, type: "DeployVersion", prompt }, options),
    rollback: (prompt, input = {}, options) =>
      write({ ...input, type: "RollBackDeployment", prompt }, options),
    promote: (prompt, input, options) => write({ ...input, type: "PromoteDeployment", prompt }, options),
    undeploy: (prompt, input = {}, options) => write({ ...input, type: "UndeployVersion", prompt }, options),
    history: (of, options) => deploymentHistory(session, of, options),
    async list(prompt, options) {
      const { at, signal } = parseOptions(readSchema, options);
      const during = sessionUntil(session, signal);
      const wanted = { permission: "READ", at } as const;
      const known = (await readLiving(during, prompt, wanted)).stream.prompt;
      const environments = Object.keys(known.deployments);
      if (environments.length === 0) return [];
      const { stream } = await readLiving(during, known, { ...wanted, environments });
      return Object.keys(stream.prompt.deployments)
        .sort(compareText)
        .flatMap((environment) => liveOf(stream, environment) ?? [])
        .map((state) => deploymentView(state, stream.prompt));
    },
  };
}
