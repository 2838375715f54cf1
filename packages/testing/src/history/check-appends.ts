import { isSame } from "../contract/violation.ts";
import type { Applied } from "../model/model-ledger.ts";
import { applyWrite } from "../model/model-ledger.ts";
import type { ModelEvent, ModelTenant } from "../model/model-state.ts";
import { viewOfPrompt } from "../model/model-view.ts";
import { idIn } from "../model/refer.ts";
import type { Anomaly, AnomalyKind } from "./anomaly.ts";
import { groupBy } from "./group-by.ts";
import type { SentCommand, WriteOperation } from "./sent-command.ts";
import type { Append, TenantLog } from "./tenant-log.ts";

/** What the model expects of a write on a state, without its command id: whether it is a repetition is judged by the operations. */
export function applied(
  tenant: ModelTenant,
  { writer, asked }: WriteOperation,
  append: Append | null,
): Applied["expected"] & { readonly after: ModelTenant } {
  const { commandId: _commandId, ...options } = asked.options;
  const made = (append?.events ?? []).filter((event) => event.type === "VersionCreated");
  const versionIds = new Map(
    [...groupBy(made, ({ data }) => data.promptId)].map(([prompt, events]) => [
      prompt,
      events.map(({ data }) => data.versionId),
    ]),
  );
  const recordedAt = append?.events[0]?.recordedAt ?? Number.MAX_SAFE_INTEGER;
  const generated = { promptIds: [], versionIds, recordedAt };
  const write = { ...writer, commands: asked.commands, options, invalid: false };
  const { expected, tenant: after } = applyWrite(tenant, write, generated, recordedAt);
  return { ...expected, after };
}

/** Checks what each append holds: the events of one command that was sent, exactly once, and those that it leads to where it stands. */
export function checkAppends(log: TenantLog, commands: ReadonlyMap<string, SentCommand>): readonly Anomaly[] {
  const anomalies: Anomaly[] = [];
  for (const [index, append] of log.appends.entries()) {
    const operation = commands.get(append.commandId)?.operations[0];
    const found = (kind: AnomalyKind, message: string, values: Partial<Anomaly> = {}): void => {
      const about = operation === undefined ? {} : { operation };
      anomalies.push({ kind, tenant: log.tenant, position: append.first, message, ...about, ...values });
    };
    if (operation === undefined || operation.tenant !== log.tenant) {
      found("unknown-command", `nobody sent the command ${append.commandId} to this tenant`);
      continue;
    }
    if (log.byCommand.get(append.commandId)?.[0] !== append) {
      found("command-twice", `${append.commandId} was applied before`);
      continue;
    }
    checkContent(log.stateAfter(index), append, operation, found);
  }
  return anomalies;
}

function checkContent(
  before: ModelTenant,
  append: Append,
  operation: WriteOperation,
  found: (kind: AnomalyKind, message: string, values?: Partial<Anomaly>) => void,
): void {
  const expected = applied(before, operation, append);
  const actual = byStream(append.events);
  const events = expected.status === "done" ? byStream(expected.events) : expected;
  if (expected.status !== "done" || !isSame(actual, events)) {
    found("wrong-events", "the command leads to other events here", { actual, expected: events });
    return;
  }
  if (append.failure !== null) {
    found("wrong-events", append.failure);
    return;
  }
  const actor = append.events.find((event) => event.actor !== operation.writer.actor.id)?.actor;
  if (actor !== undefined) {
    found("wrong-content", "the events are those of the actor that sent the command", {
      actual: actor,
      expected: operation.writer.actor.id,
    });
    return;
  }
  for (const command of operation.asked.commands) {
    const id = command.type === "CreatePrompt" ? command.id : idOf(command.prompt);
    const views = [append.after, expected.after].map((tenant) => wholeOf(tenant, id ?? ""));
    if (isSame(views[0], views[1])) continue;
    found("wrong-content", `the events make another ${id}`, { actual: views[0], expected: views[1] });
  }
}

/** Events by stream: the order of the streams in an append is not promised. */
function byStream(events: readonly ModelEvent[]): readonly ModelEvent[] {
  return [...groupBy(events, ({ stream }) => stream)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, ofStream]) => ofStream.map(({ stream, type }) => ({ stream, type })));
}

function idOf(prompt: Parameters<typeof idIn>[0] | string): string {
  return typeof prompt === "string" ? prompt : idIn(prompt);
}

function wholeOf(tenant: ModelTenant, id: string): unknown {
  const prompt = tenant.prompts.get(id);
  if (prompt === undefined) return undefined;
  const { lastAt: _lastAt, versions, live, ...rest } = prompt;
  return {
    ...rest,
    versions: [...versions.values()].sort((one, other) => one.number - other.number),
    live: [...live.keys()].sort().map((environment) => viewOfPrompt(prompt, environment)["live"]),
    holder: tenant.slugs.get(prompt.slug)?.holder ?? null,
  };
}
