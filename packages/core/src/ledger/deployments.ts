import { compareText } from "../catalog/evaluate.ts";
import type { Engine, Session } from "../read/engine.ts";
import { readPrompt, requireAlive } from "../read/read-prompt.ts";
import type { Deployments } from "./tenant-ledger.ts";
import { deploymentView, liveOf } from "../read/views.ts";
import type { Writer } from "./writer.ts";

/** The calls on deployments. */
export function deploymentsOf(engine: Engine, session: Session, write: Writer): Deployments {
  return {
    deploy: (prompt, input, options) => write({ ...input, type: "DeployVersion", prompt }, options),
    rollback: (prompt, input = {}, options) =>
      write({ ...input, type: "RollBackDeployment", prompt }, options),
    promote: (prompt, input, options) => write({ ...input, type: "PromoteDeployment", prompt }, options),
    undeploy: (prompt, input = {}, options) => write({ ...input, type: "UndeployVersion", prompt }, options),
    async list(prompt, { at } = {}) {
      const wanted = { permission: "READ", at } as const;
      const known = requireAlive(await readPrompt(engine, session, prompt, wanted));
      const environments = Object.keys(known.prompt.deployments);
      const stream = await readPrompt(engine, session, known.prompt.id, { ...wanted, environments });
      return Object.keys(stream.prompt.deployments)
        .sort(compareText)
        .flatMap((environment) => liveOf(stream, environment) ?? [])
        .map((state) => deploymentView(state, stream.prompt));
    },
  };
}
