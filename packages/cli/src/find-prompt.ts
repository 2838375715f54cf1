import type { Prompt, PromptReadOptions, PromptRef, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { LedgerOptions, OpenedLedger } from "./open-ledger.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

/** A prompt, and whether the name that was given is its slug or its id. */
export interface FoundPrompt {
  readonly prompt: Prompt;
  readonly foundBy: "slug" | "id";
}

/**
 * The living prompt with this slug, or else the prompt with this id, or else the only deleted one that had the slug. Which of them it is
 * goes to stderr, unless the answer is JSON.
 */
export async function findPrompt(
  opened: OpenedLedger,
  name: string,
  { json }: LedgerOptions,
  terminal: Terminal,
): Promise<FoundPrompt> {
  const { tenantLedger, forgets } = opened;
  const withSlug = await existing(tenantLedger, name);
  const withId = await existing(tenantLedger, { id: name }, { deleted: "any" });
  const prompt = withSlug ?? withId ?? (await deletedWithSlug(tenantLedger, name));
  if (prompt === null) throw notFound(name, forgets);
  const foundBy = prompt === withId ? "id" : "slug";
  const another = withId !== null && withId.id !== prompt.id;
  const beside = another ? "; another prompt has it as its id" : prompt.deleted ? "; it is deleted" : "";
  if (!json) terminal.err.write(`prompt ${printable(name)} (found by its ${foundBy}${beside})\n`);
  return { prompt, foundBy };
}

function notFound(name: string, forgets: boolean): CommandError {
  return new CommandError({
    code: "prompt-not-found",
    exitCode: EXIT.notFound,
    message: `there is no prompt with the slug ${name}, and none with the id ${name}`,
    hint: forgets
      ? "memory: begins empty; load a history with --import <file>, or name another storage with --store"
      : "give a prompt's slug or id, and check --store and --tenant",
  });
}

async function existing(
  ledger: TenantLedger,
  prompt: PromptRef,
  options: PromptReadOptions = {},
): Promise<Prompt | null> {
  try {
    return await ledger.prompts.get(prompt, options);
  } catch (error) {
    // What breaks the rules of an id or a slug is the name of no prompt.
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
  throw new CommandError({
    code: "prompt-ambiguous",
    exitCode: EXIT.notFound,
    message: `several deleted prompts had the slug ${slug}`,
    hint: `give one of their ids: ${items.map(({ id }) => id).join(", ")}`,
  });
}
