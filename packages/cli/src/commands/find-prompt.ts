import type { Prompt, PromptReadOptions, PromptRef, ReadOptions, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { wholeHistory } from "../storage/whole-history.ts";
import type { OpenedLedger } from "../storage/with-ledger.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { CommandError } from "../terminal/command-error.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A prompt, and whether the given name is its slug or its id. */
export interface FoundPrompt {
  readonly prompt: Prompt;
  readonly foundBy: "slug" | "id";
}

/** Opens the ledger, imports the file of `--import`, does the work, and closes the ledger whatever happens. */
export async function withImported(
  options: LedgerOptions,
  terminal: Terminal,
  work: (opened: OpenedLedger) => Promise<void>,
): Promise<void> {
  const { import: file, tenant } = options;
  // A command that only reads does not create a storage by mistake.
  await withLedger(options, { create: file !== undefined }, async (opened) => {
    if (file !== undefined) {
      const { importFile } = await import("../import/import-file.ts");
      await importFile(file, opened, tenant, terminal, true);
    }
    await work(opened);
  });
}

/** The same, for one prompt: finds it before the work. */
export async function withPrompt(
  name: string,
  options: LedgerOptions,
  terminal: Terminal,
  work: (found: FoundPrompt, ledger: TenantLedger) => Promise<void>,
): Promise<void> {
  await withImported(options, terminal, async (opened) => {
    await work(await findPrompt(opened, name, options.json, terminal), opened.tenantLedger);
  });
}

/**
 * Finds the prompt with this slug, or else the prompt with this id, deleted or not, or else the only deleted prompt that had the slug.
 * Writes to stderr which of them it is, unless `json`.
 */
export async function findPrompt(
  { tenantLedger, inMemory }: Pick<OpenedLedger, "tenantLedger" | "inMemory">,
  name: string,
  json: boolean,
  terminal: Terminal,
): Promise<FoundPrompt> {
  const withSlug = await promptOrNull(tenantLedger, name);
  const withId = await promptOrNull(tenantLedger, { id: name }, { deleted: "any" });
  const prompt = withSlug ?? withId ?? (await deletedWithSlug(tenantLedger, name));
  if (prompt === null)
    throw new CommandError(
      "prompt-not-found",
      "notFound",
      `there is no prompt with the slug ${name}, and none with the id ${name}`,
      inMemory
        ? "memory: starts empty; load a history with --import <file>, or name another storage with --store"
        : "give a prompt's slug or id, and check --store and --tenant",
    );
  const foundBy = prompt === withId ? "id" : "slug";
  const isOther = withId !== null && withId.id !== prompt.id;
  const note = isOther ? "; another prompt has it as its id" : prompt.deleted ? "; it is deleted" : "";
  if (!json) terminal.err.write(`prompt ${printable(name)} (found by its ${foundBy}${note})\n`);
  return { prompt, foundBy };
}

async function promptOrNull(
  ledger: TenantLedger,
  prompt: PromptRef,
  options: PromptReadOptions = {},
): Promise<Prompt | null> {
  try {
    return await ledger.prompts.get(prompt, options);
  } catch (error) {
    // No prompt has an invalid id or slug.
    if (isLedgerError(error, "prompt-not-found") || isLedgerError(error, "invalid-input")) return null;
    throw error;
  }
}

async function deletedWithSlug(ledger: TenantLedger, slug: string): Promise<Prompt | null> {
  const { items } = await ledger.prompts.find({
    deleted: true,
    filter: { type: "compare", field: "slug", operator: "equals", value: slug },
  });
  if (items.length < 2) return items[0] ?? null;
  throw new CommandError(
    "prompt-ambiguous",
    "notFound",
    `several deleted prompts had the slug ${slug}`,
    `give one of their ids: ${items.map(({ id }) => id).join(", ")}`,
  );
}

/** How to read the versions of a prompt: now, or if it is deleted, right before it was deleted. */
export async function beforeDeletion(history: TenantLedger["history"], prompt: Prompt): Promise<ReadOptions> {
  if (!prompt.deleted) return {};
  const events = await wholeHistory(history, prompt);
  const deletion = events.findLast(({ type }) => type === "PromptDeleted");
  return deletion === undefined ? {} : { at: { position: deletion.position - 1 } };
}
