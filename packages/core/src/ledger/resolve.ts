import * as z from "zod";
import { kindOf } from "../authorization/policy.ts";
import { LedgerError } from "../errors.ts";
import type { At } from "../history/moment.ts";
import type { LiveResolveOptions } from "../live/live-options.ts";
import { BOTH_NAMED, namesBoth, resolveShape } from "../live/live-options.ts";
import { noSuchVersion } from "../live/no-such-version.ts";
import type { Resolved, ResolvedFacts } from "../live/resolved.ts";
import { notDeployed, resolvedVersion } from "../live/resolved.ts";
import { readOnce } from "../live/standing.ts";
import { callShape } from "../ports/call-options.ts";
import { numberOf } from "../prompt/decide-stream.ts";
import type { PromptId, PromptRef } from "../prompt/prompt-ref.ts";
import { loadAccess } from "../read/load.ts";
import type { ReadOptions } from "../read/options.ts";
import type { SeenPrompt } from "../read/read-prompt.ts";
import { readLiving } from "../read/read-prompt.ts";
import type { Resolution } from "../read/resolution.ts";
import { sessionUntil } from "../read/session-until.ts";
import { liveOf } from "../read/views.ts";
import { parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { LedgerSession } from "./session.ts";

/** Options for resolving. */
export interface ResolveOptions extends ReadOptions, LiveResolveOptions {}

const optionsSchema: z.ZodType<ResolveOptions> = schemaFor(
  z
    .strictObject({ ...callShape, ...resolveShape, at: z.custom<At>().optional() })
    .refine((options) => !namesBoth(options as ResolveOptions), {
      path: [BOTH_NAMED.field],
      message: BOTH_NAMED.message,
    }),
);

/** Resolves once, from the store. */
export async function resolve(
  given: LedgerSession,
  prompt: PromptRef,
  options?: ResolveOptions,
): Promise<Resolved> {
  const { at, environment = given.environment, version, signal } = parseOptions(optionsSchema, options);
  const session = sessionUntil(given, signal);
  const askedAt = session.clock.now();
  const named = version === undefined ? { environments: [environment] } : { versions: [version] };
  const seen = await readLiving(session, prompt, { permission: "EXECUTE", at, ...named });
  const facts =
    version === undefined
      ? await liveFacts(session, seen, environment, at !== undefined)
      : versionFacts(seen, version);
  const { id, slug } = seen.stream.prompt;
  const standing = readOnce(session.clock, seen.position, askedAt);
  const answer = resolvedVersion({ ...facts, promptId: id as PromptId, slug }, session.templates, standing);
  session.onResolve?.(resolutionOf(session, answer, at !== undefined));
  return answer;
}

type Facts = Omit<ResolvedFacts, "promptId" | "slug">;

async function liveFacts(
  session: LedgerSession,
  { stream }: SeenPrompt,
  environment: string,
  isPast: boolean,
): Promise<Facts> {
  const live = liveOf(stream, environment);
  if (live !== null) {
    const { number, revision, contentHash, deployedAt, pinned } = live;
    return { environment, number, revision, contentHash, deployedAt, content: pinned.content };
  }
  const { slug, deployments } = stream.prompt;
  const where = Object.keys(deployments).sort();
  // Whether the name was mistyped is asked only of the present.
  const isKnown = isPast || environment === session.environment || (await isLiveIn(session, environment));
  throw notDeployed(`"${slug}"`, environment, { where, isKnown, all: null });
}

/** Whether anything that the actor may resolve is live in an environment. */
async function isLiveIn(session: LedgerSession, environment: string): Promise<boolean> {
  const { store, tenant, policy, actor } = session;
  const scope = policy.scope(actor, "EXECUTE", tenant, await loadAccess(session));
  const { total } = await store.catalog.findPrompts(tenant, {
    filter: { type: "compare", field: "live.number", operator: "greaterOrEqual", value: 0 },
    sort: { field: "id", direction: "ascending" },
    page: { number: 1, size: 1 },
    scope,
    environment,
  });
  return total > 0;
}

function versionFacts({ stream }: SeenPrompt, wanted: number | "latest"): Facts {
  const found = stream.versions[numberOf(wanted, stream.prompt)];
  if (found === undefined) {
    const { id, numbers, draft } = stream.prompt;
    const committed = numbers.filter((number) => number !== draft);
    throw noSuchVersion(id, wanted, committed);
  }
  const { number, revision, contentHash, content } = found;
  if (contentHash !== null)
    return { environment: null, number, revision, contentHash, deployedAt: null, content };
  const message = `version ${number} of ${stream.prompt.id} is a draft; commit it first`;
  throw new LedgerError("version-is-draft", message);
}

function resolutionOf(
  { tenant, actor }: LedgerSession,
  { promptId, slug, environment, number, revision, contentHash }: Resolved,
  isPast: boolean,
): Resolution {
  const caller = { tenant, actor: actor.id, actorKind: kindOf(actor) };
  return Object.freeze({ ...caller, promptId, slug, environment, number, revision, contentHash, isPast });
}
