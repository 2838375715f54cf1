import type { LedgerOptions } from "../command-line/ledger-options.ts";
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

/**
 * `promptledger rebuild`: rebuilds a tenant's documents from its log while appends continue. With `--check` it only compares them,
 * prints the differences, and fails if there are any.
 */
export async function rebuildCommand(options: RebuildOptions, terminal: Terminal): Promise<void> {
  const { tenant, check, json } = options;
  await withLedger(options, { create: false }, async ({ store }) => {
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
    const one = differences.length === 1;
    const documents = plural(differences.length, "document");
    const rebuilt = check ? "" : `, and ${one ? "was" : "were"} rebuilt`;
    const outcome =
      differences.length === 0
        ? "every document matches its events"
        : `${documents} did not match the events${rebuilt}`;
    answer(terminal, json, { check, streams, differences }, () => [
      ...differences.map(printable),
      `${plural(streams, "stream")}: ${outcome}`,
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
