import * as z from "zod";
import { WHOLE_TENANT } from "../access/grant.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import type { FoldedInterval } from "../history/deployment-fold.ts";
import { DEPLOYMENT_EVENTS, deploymentFold } from "../history/deployment-fold.ts";
import type { DeploymentInterval } from "../history/deployment-interval.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import type { Moment } from "../history/moment.ts";
import { spanOf } from "../history/span.ts";
import type { CallOptions } from "../ports/call-options.ts";
import { callShape } from "../ports/call-options.ts";
import { environmentSchema } from "../prompt/commands.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { promptOfStream, promptStreamName } from "../prompt/stream.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { invalidInput, parseField, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { namesOf } from "./actor-names.ts";
import { loadAccess } from "./load.ts";
import { readPrompt } from "./read-prompt.ts";
import type { ReadSession } from "./session.ts";
import { sessionUntil } from "./session-until.ts";

/** An environment, over all prompts. */
export interface OfEnvironment {
  /** The name of the environment. */
  readonly environment: string;
}

/** Which deployments. */
export interface DeploymentHistoryOptions extends CallOptions {
  /** Only what was live at this moment or later. A date without a time means the beginning of that day in UTC. Default: from the first. */
  readonly from?: Moment;
  /** Only what was live at this moment or earlier. A date without a time means the end of that day in UTC. Default: up to now. */
  readonly to?: Moment;
  /** For one prompt: only this environment. Default: all. */
  readonly environment?: string;
}

const optionsSchema: z.ZodType<DeploymentHistoryOptions> = schemaFor(
  z.strictObject({
    ...callShape,
    from: z.custom<Moment>().optional(),
    to: z.custom<Moment>().optional(),
    environment: environmentSchema.optional(),
  }),
);

const targetSchema: z.ZodType<OfEnvironment> = schemaFor(z.strictObject({ environment: environmentSchema }));

/** What was live from when to when, oldest first: of one prompt, from its stream, or in one environment, from the whole log. */
export async function deploymentHistory(
  given: ReadSession,
  of: PromptRef | OfEnvironment,
  options: DeploymentHistoryOptions | undefined,
): Promise<readonly DeploymentInterval[]> {
  const { environment, signal, ...window } = parseOptions(optionsSchema, options);
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = spanOf(window);
  const session = sessionUntil(given, signal);
  const found = isEnvironment(of)
    ? await ofEnvironment(session, of, environment)
    : await ofPrompt(session, of, environment);
  const wanted = found.filter(
    (one) => one.from <= to && (one.to === null || one.to > from || one.from >= from),
  );
  return named(
    session,
    [...wanted].sort((left, right) => left.from - right.from || left.position - right.position),
  );
}

// A deployment names its prompt, and has an environment too.
function isEnvironment(of: PromptRef | OfEnvironment): of is OfEnvironment {
  return typeof of === "object" && of !== null && "environment" in of && !("promptId" in of) && !("id" in of);
}

async function ofEnvironment(
  session: ReadSession,
  of: OfEnvironment,
  given: string | undefined,
): Promise<readonly FoldedInterval[]> {
  const { environment } = parseField("environment", targetSchema, of);
  if (given !== undefined)
    throw invalidInput([
      { field: "environment", message: "is for one prompt; the first argument names the environment" },
    ]);
  authorizeTarget(session, await loadAccess(session), "READ", WHOLE_TENANT);
  const fold = deploymentFold(environment);
  // In the order of the log: the moment of recording never goes back in it.
  const query = { time: "recorded", order: "oldest", types: [...DEPLOYMENT_EVENTS] } as const;
  for await (const event of session.store.queryLog(session.tenant, query)) fold.add(decodeEvent(event));
  return fold.intervals();
}

async function ofPrompt(
  session: ReadSession,
  prompt: PromptRef,
  environment: string | undefined,
): Promise<readonly FoldedInterval[]> {
  const { stream } = await readPrompt(session, prompt, { permission: "READ" });
  const name = promptStreamName(stream.prompt.id);
  const { streams } = await session.store.load(session.tenant, { streams: [{ stream: name }] });
  const fold = deploymentFold(environment);
  for (const event of streams[0]?.events ?? []) if (isNeeded(event)) fold.add(decodeEvent(event));
  return fold.intervals();
}

function isNeeded({ type, stream }: RecordedEvent): boolean {
  return DEPLOYMENT_EVENTS.has(type) && promptOfStream(stream) !== null;
}

async function named(
  session: ReadSession,
  intervals: readonly FoldedInterval[],
): Promise<readonly DeploymentInterval[]> {
  const nameOf = await namesOf(
    session,
    intervals.flatMap(({ by, endedBy }) => [by.id, ...(endedBy === null ? [] : [endedBy.id])]),
  );
  return deepFreeze(
    intervals.map(({ position: _position, by, endedBy, ...interval }) => ({
      ...interval,
      by: { ...by, name: nameOf(by.id) },
      endedBy: endedBy === null ? null : { ...endedBy, name: nameOf(endedBy.id) },
    })),
  );
}
