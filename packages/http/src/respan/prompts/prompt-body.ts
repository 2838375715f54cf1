import type { TenantLedger } from "@promptledger/core";
import * as z from "zod";
import { ledgerFields } from "../../api/errors/wire-name.ts";
import { PROMPT_FIELDS } from "../wire/field-names.ts";

type PromptInput = Parameters<TenantLedger["prompts"]["create"]>[0];
type PromptChanges = Parameters<TenantLedger["prompts"]["edit"]>[1];

const description = z.string().nullable();
const name = z.string().refine((text) => text.trim() !== "", { error: "must not be blank" });

/** The body that creates a prompt, which is called Untitled if it has no name. Unknown fields are ignored. */
export const promptCreation: z.ZodType<PromptInput> = z
  .object({
    name: name.default("Untitled"),
    description: description.default(""),
    prompt_id: z.string().nullish(),
    prompt_slug: z.string().nullish(),
    starred: z.boolean().optional(),
  })
  .transform(({ prompt_id: id, prompt_slug: slug, starred, ...details }) => ({
    ...details,
    ...(id ? { id } : {}),
    ...(slug ? { slug } : {}),
    ...(starred ? { starred } : {}),
  }));

/** The body that changes a prompt's details; `deploy` makes its newest committed version live. Unknown fields are ignored. */
export const promptChanges: z.ZodType<{ readonly changes: PromptChanges; readonly deploy: boolean }> = z
  .object({
    name: name.optional(),
    description: description.optional(),
    prompt_slug: z.string().optional(),
    starred: z.boolean().optional(),
    deploy: z.boolean().nullish(),
  })
  .transform(({ deploy, ...body }) => ({
    changes: ledgerFields(body, PROMPT_FIELDS),
    deploy: deploy === true,
  }));

/** The body of a commit: a message, which also becomes the committed version's description. */
export const commitBody: z.ZodType<{ readonly description?: string | null | undefined }> = z.object({
  description: description.optional(),
});

/** The body of a deployment. */
export const deploymentBody: z.ZodType<{ readonly version: number }> = z.object({ version: z.int() });
