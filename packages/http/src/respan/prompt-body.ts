import { z } from "zod";

/** The body that creates a prompt. */
export interface PromptCreation {
  readonly name: string;
  readonly description?: string | null | undefined;
  /** An id that the client already knows the prompt by; minted unless given. */
  readonly prompt_id?: string | null | undefined;
  readonly prompt_slug?: string | null | undefined;
  readonly starred?: boolean | undefined;
}

/** The body that changes a prompt's details; `deploy` makes its newest committed version live. */
export interface PromptChanges {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly prompt_slug?: string | undefined;
  readonly starred?: boolean | undefined;
  readonly deploy?: boolean | null | undefined;
}

/** What a prompt is called that is created with an empty body, as old clients do. */
export const UNTITLED: PromptCreation = { name: "Untitled" };

// These ids would hide behind the literal paths of the API.
const RESERVED_IDS: readonly string[] = ["list", "summary"];

/** The body that creates a prompt; unknown fields are let pass. */
export const promptCreation: z.ZodType<PromptCreation> = z.object({
  name: z.string(),
  description: z.string().nullable().optional(),
  prompt_id: z
    .string()
    .refine((id) => !RESERVED_IDS.includes(id), { message: "This id is taken by a path of the API." })
    .nullable()
    .optional(),
  prompt_slug: z.string().nullable().optional(),
  starred: z.boolean().optional(),
});

/** The body that changes a prompt; unknown fields are let pass. */
export const promptChanges: z.ZodType<PromptChanges> = z.object({
  name: z.string().optional(),
  description: z.string().nullable().optional(),
  prompt_slug: z.string().optional(),
  starred: z.boolean().optional(),
  deploy: z.boolean().nullable().optional(),
});

/** The body of a commit: a message, which is also the committed version's description from then on. */
export const commitBody: z.ZodType<{ readonly description?: string | null | undefined }> = z.object({
  description: z.string().nullable().optional(),
});

/** The body of a deployment. */
export const deploymentBody: z.ZodType<{ readonly version: number }> = z.object({ version: z.int() });
