import type { LedgerOptions } from "../command-line/ledger-options.ts";
import type { SaidOptions } from "../command-line/options.ts";
import { writeOptions } from "../command-line/options.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";

/** Options of `promptledger erase`. */
export type EraseOptions = LedgerOptions & SaidOptions;

/** `promptledger erase <actor>`: erases the name and the e-mail address of a person. */
export async function eraseCommand(id: string, options: EraseOptions, terminal: Terminal): Promise<void> {
  const { json, tenant } = options;
  await withLedger(options, { create: false }, async ({ tenantLedger: { actors } }) => {
    const [before] = await actors.describe([id]);
    await actors.erase(id, writeOptions(options));
    const erased = before?.erased === false;
    answer(terminal, json, { actor: id, erased }, () => [
      erased
        ? `${printable(id)} is erased: the history shows the id, and no name or e-mail address`
        : `nothing is stored about ${printable(id)} in the tenant ${tenant}, and nothing will be`,
    ]);
  });
}
