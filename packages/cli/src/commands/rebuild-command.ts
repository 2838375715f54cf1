import type { EventStore } from "@promptledger/core";
import type { LedgerOptions } from "../storage/with-ledger.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { CommandError } from "../terminal/command-error.ts";
import { plural } from "../terminal/plural.ts";
import { printable } from "../terminal/printable.ts";
import { progressOn } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";

/** Options of `promptledger rebuild`. */
export interface RebuildOptions extends LedgerOptions {
  readonly check: boolean;
}

interface Rebuilt {
  readonly streams: number;
  /** One line for each document that differs from its events. */
  readonly differences: readonly string[];
}

/**
 * `promptledger rebuild`: rebuilds a tenant's documents from its log while appends continue. With `--check` it only compares them,
 * prints the differences, and fails if there are any.
 */
export async function rebuildCommand(options: RebuildOptions, terminal: Terminal): Promise<void> {
  const { check, json } = options;
  await withLedger(options, { create: false }, async ({ store }) => {
    const { streams, differences } = await rebuild(store, options, terminal);
    const documents = plural(differences.length, "document");
    const one = differences.length === 1;
    answer(terminal, json, { check, streams, differences }, () => [
      ...differences.map(printable),
      differences.length === 0
        ? `${plural(streams, "stream")}: every document matches its events`
        : `${plural(streams, "stream")}: ${documents} did not match the events${check ? "" : `, and ${one ? "was" : "were"} rebuilt`}`,
    ]);
    if (check && differences.length > 0)
      throw new CommandError(
        "documents-differ",
        "refused",
        `${documents} ${one ? "does" : "do"} not match the events`,
        "run the same command without --check to rebuild them",
      );
  });
}

async function rebuild(
  store: EventStore,
  { tenant, check, json }: RebuildOptions,
  terminal: Terminal,
): Promise<Rebuilt> {
  const progress = json ? null : progressOn(terminal, check ? "check" : "rebuild", "streams");
  const differences: string[] = [];
  let streams = 0;
  try {
    for await (const step of store.rebuild(tenant, { check })) {
      if (streams === 0) progress?.start(step.total);
      streams = step.done;
      differences.push(...step.differences);
      progress?.advance(step.done);
    }
  } finally {
    progress?.stop();
  }
  return { streams, differences };
}
