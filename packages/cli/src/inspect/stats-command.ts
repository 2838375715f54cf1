import type { LedgerEvent } from "@promptledger/core";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { withImported } from "../commands/find-prompt.ts";
import { momentText } from "../terminal/moment-text.ts";
import { plural } from "../terminal/plural.ts";
import { printable } from "../terminal/printable.ts";
import { progressOn } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer, colorsOf } from "../terminal/terminal.ts";

/** How many of the people who did most are shown. */
const MOST_SHOWN = 10;

/** What a tenant's history holds. */
interface Stats {
  readonly prompts: number;
  readonly deletedPrompts: number;
  readonly events: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly deployments: Readonly<Record<string, number>>;
  readonly types: Readonly<Record<string, number>>;
  readonly actors: Readonly<Record<string, number>>;
}

/** `promptledger stats`: how much a tenant's history holds, of what, and by whom. */
export async function statsCommand(options: LedgerOptions, terminal: Terminal): Promise<void> {
  const { json } = options;
  await withImported(options, terminal, async ({ tenantLedger: { history, prompts }, store }) => {
    const page = { number: 1, size: 1 };
    const [alive, deleted] = [await prompts.find({ page }), await prompts.find({ deleted: true, page })];
    const { position: total } = (await store.load(options.tenant, {})).head;
    const progress = json ? null : progressOn(terminal, "stats", "events");
    const counts = counter();
    if (total > 0) progress?.start(total);
    try {
      for await (const event of history.log()) {
        counts.add(event);
        progress?.advance(event.position);
      }
    } finally {
      progress?.stop();
    }
    const stats = { prompts: alive.total, deletedPrompts: deleted.total, ...counts.all() };
    answer(terminal, json, stats, () => lines(stats, terminal));
  });
}

function counter(): {
  add(event: LedgerEvent): void;
  all(): Omit<Stats, "prompts" | "deletedPrompts">;
} {
  const types = new Map<string, number>();
  const actors = new Map<string, number>();
  const deployments = new Map<string, number>();
  const times = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  let events = 0;
  return {
    add({ type, actor, at, ...event }) {
      events += 1;
      count(types, type);
      count(actors, actor);
      if (type === "VersionDeployed" && "environment" in event.data)
        count(deployments, event.data.environment);
      times.first = Math.min(times.first, at);
      times.last = Math.max(times.last, at);
    },
    all: () => ({
      events,
      first: events === 0 ? null : new Date(times.first).toISOString(),
      last: events === 0 ? null : new Date(times.last).toISOString(),
      deployments: mostFirst(deployments),
      types: mostFirst(types),
      actors: mostFirst(actors),
    }),
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function mostFirst(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([, left], [, right]) => right - left));
}

function lines(stats: Stats, terminal: Terminal): readonly string[] {
  const { bold, dim } = colorsOf(terminal.out, terminal.environment);
  const { prompts, deletedPrompts, events, first, last, deployments, types, actors } = stats;
  if (first === null || last === null) return ["no events yet"];
  const span = [first, last].map((time) => momentText(Date.parse(time)));
  return [
    `${bold(plural(prompts, "prompt"))}, ${deletedPrompts} deleted`,
    `${bold(plural(events, "event"))}, ${span.join(" to ")}`,
    ...table("deployments", deployments, dim),
    ...table("events by type", types, dim),
    ...table("events by actor", actors, dim),
  ];
}

function table(
  title: string,
  counts: Readonly<Record<string, number>>,
  dim: (text: string) => string,
): readonly string[] {
  const entries = Object.entries(counts);
  if (entries.length === 0) return [];
  const shown = entries.slice(0, MOST_SHOWN);
  const width = Math.max(...shown.map(([, number]) => String(number).length));
  const more = entries.length - shown.length;
  return [
    "",
    dim(title),
    ...shown.map(([name, number]) => `  ${String(number).padStart(width)}  ${printable(name)}`),
    ...(more > 0 ? [`  and ${more} more: --json shows all`] : []),
  ];
}
