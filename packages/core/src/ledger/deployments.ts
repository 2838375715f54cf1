import { compareText } from "../catalog/evaluate.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import type { ReadOptions } from "../read/options.ts";
import { readSchema } from "../read/options.ts";
import { readLiving } from "../read/read-prompt.ts";
import type { ReadSession } from "../read/session.ts";
import type { Deployment, Prompt, Written } from "../read/views.ts";
import { deploymentView, liveOf } from "../read/views.ts";
import { parseOptions } from "../validation/parse.ts";
import type { WriteOptions } from "../write/options.ts";
import type { Writer } from "./writer.ts";

/**
 * What is live in which environment. A deployment pins number, revision and content hash, and only these calls and deletions move it (X13).
 * Where no environment is named, it is that of `ledger.as`. Writes are atomic and idempotent as those of `Prompts` are, and every call
 * throws what calls on a prompt throw there, also `prompt-deleted`.
 */
export interface Deployments {
  /** Makes a committed version live. Throws `version-is-draft`, `version-not-found`. */
  deploy(
    prompt: PromptRef,
    input: { readonly version: number | "latest"; readonly environment?: string },
    options?: WriteOptions,
  ): Promise<Written<Deployment>>;
  /** Returns to what was live before, or to one of the numbers that were. Throws `not-deployed`, `nothing-to-roll-back`. */
  rollback(
    prompt: PromptRef,
    input?: { readonly environment?: string; readonly to?: number },
    options?: WriteOptions,
  ): Promise<Written<Deployment>>;
  /** Makes what is live in one environment live in another: the very content that is pinned there. Throws `not-deployed`. */
  promote(
    prompt: PromptRef,
    input: { readonly from: string; readonly to: string },
    options?: WriteOptions,
  ): Promise<Written<Deployment>>;
  /** Makes nothing live; where nothing was, nothing changes. */
  undeploy(
    prompt: PromptRef,
    input?: { readonly environment?: string },
    options?: WriteOptions,
  ): Promise<Written<Prompt>>;
  /** What is live, ordered by the environment's name. */
  list(prompt: PromptRef, options?: ReadOptions): Promise<readonly Deployment[]>;
}

/** The calls on deployments. */
export function deploymentsOf(session: ReadSession, write: Writer): Deployments {
  return {
    deploy: (prompt, input, options) => write({ ...input, type: "DeployVersion", prompt }, options),
    rollback: (prompt, input = {}, options) =>
      write({ ...input, type: "RollBackDeployment", prompt }, options),
    promote: (prompt, input, options) => write({ ...input, type: "PromoteDeployment", prompt }, options),
    undeploy: (prompt, input = {}, options) => write({ ...input, type: "UndeployVersion", prompt }, options),
    async list(prompt, options) {
      const { at } = parseOptions(readSchema, options);
      const wanted = { permission: "READ", at } as const;
      const known = (await readLiving(session, prompt, wanted)).stream.prompt;
      const environments = Object.keys(known.deployments);
      if (environments.length === 0) return [];
      const { stream } = await readLiving(session, known, { ...wanted, environments });
      return Object.keys(stream.prompt.deployments)
        .sort(compareText)
        .flatMap((environment) => liveOf(stream, environment) ?? [])
        .map((state) => deploymentView(state, stream.prompt));
    },
  };
}
