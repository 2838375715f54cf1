import * as z from "zod";
import { kindOf } from "../authorization/policy.ts";
import { LedgerError } from "../errors.ts";
import type { At } from "../history/moment.ts";
import { callShape } from "../ports/call-options.ts";
import { environmentSchema } from "../prompt/commands.ts";
import type { PromptId, PromptRef } from "../prompt/prompt-ref.ts";
import type { ReadOptions } from "../read/options.ts";
import { readLiving } from "../read/read-prompt.ts";
import { sessionUntil } from "../read/session-until.ts";
import type { Deployment } from "../read/views.ts";
import { deploymentView, liveOf } from "../read/views.ts";
import type { Rendered, RenderOptions } from "../template/render.ts";
import type { Templates } from "../template/templates.ts";
import type { JsonObject } from "../validation/json.ts";
import { parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { Content } from "../version/content.ts";
import type { Resolution } from "./resolution.ts";
import type { LedgerSession } from "./session.ts";

/** A live version: its exact content, and how to render it. */
export interface Resolved {
  readonly promptId: PromptId;
  readonly environment: string;
  readonly number: number;
  readonly revision: number;
  readonly contentHash: string;
  readonly deployedAt: number;
  readonly content: Content;
  /** Replaces variables by values. The `variables` of the version are the defaults. Throws `variables-mismatch` and `template-invalid`. */
  render(values?: JsonObject, options?: RenderOptions): Rendered;
}

/** Options for resolving. */
export interface ResolveOptions extends ReadOptions {
  /** Default: the environment of `ledger.as`. */
  readonly environment?: string;
}

const optionsSchema: z.ZodType<ResolveOptions> = schemaFor(
  z.strictObject({
    ...callShape,
    at: z.custom<At>().optional(),
    environment: environmentSchema.optional(),
  }),
);

/** Resolves once, from the store. */
export async function resolve(
  session: LedgerSession,
  prompt: PromptRef,
  options?: ResolveOptions,
): Promise<Resolved> {
  const { at, environment = session.environment, signal } = parseOptions(optionsSchema, options);
  const wanted = { permission: "EXECUTE", at, environments: [environment] } as const;
  const { stream } = await readLiving(sessionUntil(session, signal), prompt, wanted);
  const live = liveOf(stream, environment);
  if (live !== null) {
    const answer = resolved(deploymentView(live, stream.prompt), session.templates);
    session.onResolve?.(resolutionOf(session, stream.prompt.slug, answer, at !== undefined));
    return answer;
  }
  const { id } = stream.prompt;
  const message = `nothing of ${id} is live in ${environment}; deploy a committed version there`;
  throw new LedgerError("not-deployed", message);
}

function resolutionOf(
  { tenant, actor }: LedgerSession,
  slug: string,
  { promptId, environment, number, revision, contentHash }: Resolved,
  isPast: boolean,
): Resolution {
  const caller = { tenant, actor: actor.id, actorKind: kindOf(actor) };
  return Object.freeze({ ...caller, promptId, slug, environment, number, revision, contentHash, isPast });
}

/** A deployment that can be rendered. */
function resolved(deployment: Deployment, templates: Templates): Resolved {
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
    render: (values?: JsonObject, options?: RenderOptions): Rendered =>
      templates.render(content, contentHash, values, options),
  });
}
