import { LedgerError } from "../errors.ts";
import type { Renderer } from "../template/renderer.ts";
import type { JsonObject } from "../validation/json.ts";
import { parseEnvironment } from "../write/command.ts";
import type { Engine, Session } from "../read/engine.ts";
import { readPrompt, requireAlive } from "../read/read-prompt.ts";
import type { Rendered, Resolved } from "./resolved.ts";
import type { TenantLedger } from "./tenant-ledger.ts";
import type { Deployment } from "../read/views.ts";
import { deploymentView, liveOf } from "../read/views.ts";

/** Resolving once, from the store. */
export function resolveOf(engine: Engine, session: Session): TenantLedger["resolve"] {
  return async (prompt, { at, environment: given } = {}) => {
    const environment = parseEnvironment(given ?? session.environment);
    const reference = typeof prompt === "string" ? { slug: prompt } : prompt.id;
    const stream = requireAlive(
      await readPrompt(engine, session, reference, {
        permission: "EXECUTE",
        at,
        environments: [environment],
      }),
    );
    const live = liveOf(stream, environment);
    if (live === null) {
      throw new LedgerError(
        "not-deployed",
        `nothing of ${stream.prompt.id} is live in ${environment}; deploy a committed version there`,
      );
    }
    return resolved(deploymentView(live, stream.prompt), engine.renderer);
  };
}

/** A deployment with the means to render it. */
function resolved(deployment: Deployment, renderer: Renderer): Resolved {
  const { promptId, environment, number, revision, contentHash, deployedAt, version } = deployment;
  const { content } = version;
  return Object.freeze({
    promptId,
    environment,
    number,
    revision,
    contentHash,
    deployedAt,
    content,
    render(values: JsonObject = {}): Rendered {
      const { variables: _variables, templateSyntax: _templateSyntax, ...rest } = content;
      return { ...rest, messages: renderer.render(content, values) };
    },
  });
}
