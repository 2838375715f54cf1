import * as z from "zod";
import { kindOf } from "../authorization/policy.ts";
import { LedgerError } from "../errors.ts";
import type { At } from "../history/moment.ts";
import { callShape } from "../ports/call-options.ts";
import { environmentSchema } from "../prompt/commands.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import type { ReadOptions } from "../read/options.ts";
import { readLiving } from "../read/read-prompt.ts";
import { sessionUntil } from "../read/session-until.ts";
import type { Deployment } from "../read/views.ts";
import { deploymentView, liveOf } from "../read/views.ts";
import type { Renderer } from "../template/renderer.ts";
import type { JsonObject } from "../validation/json.ts";
import { jsonObject } from "../validation/json.ts";
import { parseField, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { Content, Message } from "../version/content.ts";
import type { Resolution } from "./resolution.ts";
import type { LedgerSession } from "./session.ts";

/** A prompt ready for a model: the content, with every variable in its messages replaced. */
export type Rendered = Omit<Content, "variables" | "templateSyntax"> & {
  /** In the order of the version; empty if it has none. */
  readonly messages: readonly Message[];
};

/** A live version: its exact content, and how to render it. */
export interface Resolved
  extends Pick<
    Deployment,
    "promptId" | "environment" | "number" | "revision" | "contentHash" | "deployedAt"
  > {
  /** As it was when it was deployed, with its variables not yet replaced. */
  readonly content: Content;
  /** Replaces variables by values. The `variables` of the version are the defaults. Throws `variable-missing`, and `invalid-input` for values that are not JSON. */
  render(values?: JsonObject): Rendered;
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
    const answer = resolved(deploymentView(live, stream.prompt), session.renderer);
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
      return { ...rest, messages: renderer.render(content, parseField("values", jsonObject, values)) };
    },
  });
}
