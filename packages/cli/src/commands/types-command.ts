import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { declarationFile } from "../declarations/declaration-file.ts";
import { livePrompts } from "../declarations/live-prompts.ts";
import { replaceFile, textOrNull } from "../declarations/replace-file.ts";
import { CommandError } from "../terminal/command-error.ts";
import { plural } from "../terminal/plural.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";
import { withImported } from "./find-prompt.ts";

/** Options of `promptledger types`. */
export interface TypesOptions extends LedgerOptions {
  readonly environment: string;
  /** The file to write. Default: the text is printed. */
  readonly out?: string;
  /** Only compares the file with what is live. */
  readonly check: boolean;
}

/**
 * `promptledger types`: writes a declaration file with the variables of what is live in an environment. With `--check` it writes nothing, and
 * fails if the file is not what would be written.
 */
export async function typesCommand(options: TypesOptions, terminal: Terminal): Promise<void> {
  const { environment, tenant, out, check, json } = options;
  if (check && out === undefined)
    throw new CommandError("usage", "usage", "--check compares a file: name it with --out", null);
  await withImported(options, terminal, async ({ tenantLedger }) => {
    const prompts = await livePrompts(tenantLedger, environment);
    if (prompts.length === 0)
      throw new CommandError(
        "not-deployed",
        "notFound",
        `nothing is live in the environment ${environment} of the tenant ${tenant}`,
        "check --environment, --tenant and --store, or deploy a version first",
      );
    const text = declarationFile(prompts, { tenant, environment });
    const count = prompts.length;
    if (out === undefined) {
      if (json) answer(terminal, json, { environment, prompts: count, text }, () => []);
      else terminal.out.write(text);
      return;
    }
    const isCurrent = (await textOrNull(out)) === text;
    if (!isCurrent && check)
      throw new CommandError(
        "types-out-of-date",
        "refused",
        `${out} does not match what is live in ${environment}`,
        "run the same command without --check, and compile again",
      );
    if (!isCurrent) await replaceFile(out, text);
    const outcome = isCurrent ? "is up to date" : "was written";
    answer(terminal, json, { environment, prompts: count, out, written: !isCurrent }, () => [
      `${printable(out)} ${outcome}: ${plural(count, "prompt")} of ${environment}`,
    ]);
  });
}
