import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { LedgerOptions, OpenedLedger } from "./open-ledger.ts";
import { openLedger } from "./open-ledger.ts";
import { plural } from "./plural.ts";
import { printable } from "./printable.ts";
import { progressOn } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { answer } from "./terminal.ts";

/** Options of `promptledger rebuild`. */
export interface RebuildOptions extends LedgerOptions {
  readonly check: boolean;
}

/** What a rebuild, or a check, went through and found. */
interface Rebuilt {
  readonly streams: number;
  /** One line for each document that was not what its events say. */
  readonly differences: readonly string[];
}

/**
 * `promptledger rebuild`: makes a tenant's documents anew from its log while appends go on. With `--check` it only compares them, tells
 * each difference and fails when there is one.
 */
export async function rebuildCommand(options: RebuildOptions, terminal: Terminal): Promise<void> {
  const opened = await openLedger(options, { create: false });
  try {
    const rebuilt = await rebuild(opened, options, terminal);
    answer(terminal, options.json, { check: options.check, ...rebuilt }, () => summary(options, rebuilt));
    if (options.check && rebuilt.differences.length > 0) throw different(rebuilt.differences.length);
  } finally {
    await opened.ledger.close();
  }
}

async function rebuild(
  { store }: OpenedLedger,
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

function summary({ check }: RebuildOptions, { streams, differences }: Rebuilt): readonly string[] {
  const count = differences.length;
  if (count === 0) return [`${plural(streams, "stream")}: every document is what its events say`];
  const were = `${plural(count, "document")} ${count === 1 ? "was" : "were"} not what the events say`;
  const found = check ? were : `${were}, and ${count === 1 ? "was" : "were"} made anew`;
  return [...differences.map(printable), `${plural(streams, "stream")}: ${found}`];
}

function different(count: number): CommandError {
  return new CommandError({
    code: "documents-differ",
    exitCode: EXIT.refused,
    message: `${plural(count, "document")} ${count === 1 ? "is" : "are"} not what the events say`,
    hint: "run the same command without --check: it makes them anew",
  });
}
