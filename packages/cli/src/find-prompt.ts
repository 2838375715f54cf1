import type { Prompt, PromptReadOptions, PromptRef, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { OpenedLedger } from "./open-ledger.ts";

/** The prompt with this id, or the living one with this slug, or else the only deleted one that had it. */
export async function findPrompt({ tenantLedger, forgets }: OpenedLedger, name: string): Promise<Prompt> {
  const found =
    (await existing(tenantLedger, name, { deleted: "any" })) ??
    (await existing(tenantLedger, { slug: name })) ??
    (await deletedWithSlug(tenantLedger, name));
  if (found !== null) return found;
  throw new CommandError({
    code: "prompt-not-found",
    exitCode: EXIT.notFound,
    message: `there is no prompt with the id or slug ${name}`,
    hint: forgets
      ? "memory: begins empty; load a history with --import <file>, or name another storage with --store"
      : "give a prompt's id or slug, and check --store and --tenant",
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
