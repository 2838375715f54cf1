import { z } from "zod";
import { inScope, select } from "../catalog/evaluate.ts";
import type { Filter, Scope } from "../catalog/filter.ts";
import { NEWEST_FIRST } from "../catalog/filter.ts";
import { filterSchema, pageSchema, sortSchema } from "../catalog/query-schema.ts";
import { promptStreamsAt } from "../read/as-of.ts";
import { readPointOf } from "../history/moment.ts";
import { environmentSchema } from "../prompt/commands.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { parse } from "../validation/parse.ts";
import { loadAccess } from "../authorization/authorize.ts";
import type { Engine, Session } from "../read/engine.ts";
import { readPrompt, requireAlive, rowOf, streamOf } from "../read/read-prompt.ts";
import type { FindOptions, Found, Prompts } from "./tenant-ledger.ts";
import type { Prompt } from "../read/views.ts";
import { promptView } from "../read/views.ts";
import { loadWorkspace } from "../read/load.ts";
import type { Writer } from "./writer.ts";

const findSchema = z.strictObject({
  filter: filterSchema.optional(),
  sort: sortSchema.optional(),
  page: pageSchema.optional(),
  environment: environmentSchema.optional(),
  deleted: z.union([z.boolean(), z.literal("any")]).optional(),
});

/** The calls on prompts. */
export function promptsOf(engine: Engine, session: Session, write: Writer): Prompts {
  return {
    create: (input, options) => write({ ...input, type: "CreatePrompt" }, options),
    async get(prompt, { at, environment = session.environment, deleted = false } = {}) {
      parse(findSchema, { environment, deleted });
      const stream = await readPrompt(engine, session, prompt, {
        permission: "READ",
        at,
        environments: [environment],
      });
      return promptView(deleted === false ? requireAlive(stream) : stream, environment);
    },
    find: (options = {}) => find(engine, session, options),
    edit: (prompt, changes, options) => write({ ...changes, type: "EditPrompt", prompt }, options),
    tag: (prompt, tag, options) => write({ ...tag, type: "TagPrompt", prompt }, options),
    untag: (prompt, tag, options) => write({ ...tag, type: "UntagPrompt", prompt }, options),
    star: (prompt, starred = true, options) => write({ type: "EditPrompt", prompt, starred }, options),
    delete: (prompt, options) => write({ type: "DeletePrompt", prompt }, options),
    restore: (prompt, input = {}, options) => write({ ...input, type: "RestorePrompt", prompt }, options),
  };
}

async function find(engine: Engine, session: Session, options: FindOptions): Promise<Found<Prompt>> {
  const { at, ...rest } = options;
  const {
    filter,
    sort = NEWEST_FIRST,
    page = { number: 1, size: 25 },
    environment = session.environment,
    deleted = false,
  } = parse(findSchema, rest);
  const access = await loadAccess(engine, session);
  const query = {
    filter:
      deleted === "any"
        ? (filter ?? ALL)
        : { type: "and" as const, filters: [isDeleted(deleted), filter ?? ALL] },
    sort,
    page,
    scope: engine.policy.scope(session.actor, "READ", session.tenant, access),
    environment,
  };
  if (at === undefined) {
    const { total, rows, head } = await engine.store.catalog.findPrompts(session.tenant, query);
    return {
      total,
      items: rows.map((row) => promptView(streamOf(row), environment)),
      position: head.position,
    };
  }
  const { head } = await engine.store.load(session.tenant, {});
  const streams = await promptStreamsAt(engine.store, session.tenant, readPointOf(at));
  const visible = await seenToday(engine, session, streams, query.scope);
  // What the actor sees is settled; a scope on the past would give back access that was taken away.
  const { total, rows } = select(
    visible.map((stream) => rowOf(stream, environment)),
    { ...query, scope: "all" },
  );
  return { total, items: rows.map((row) => promptView(streamOf(row), environment)), position: head.position };
}

/** Those of the prompts that today's scope lets the actor see. */
async function seenToday(
  engine: Engine,
  session: Session,
  streams: readonly PromptStream[],
  scope: Scope,
): Promise<readonly PromptStream[]> {
  if (scope === "all") return streams;
  const documents = streams.flatMap(({ prompt }) => [
    { kind: "prompt" as const, prompt: { id: prompt.id } },
    { kind: "version" as const, prompt: { id: prompt.id }, number: "current" as const },
    { kind: "deployment" as const, prompt: { id: prompt.id }, environment: session.environment },
  ]);
  const { prompts } = await loadWorkspace(engine, session.tenant, { documents });
  return streams.filter(({ prompt }) => {
    const now = prompts.get(prompt.id);
    return now !== undefined && inScope(scope, rowOf(now.stream, session.environment));
  });
}

const ALL: Filter = { type: "and", filters: [] };

function isDeleted(value: boolean): Filter {
  return { type: "compare", field: "deleted", operator: "equals", value };
}
