import * as z from "zod";
import type { CallOptions } from "../ports/call-options.ts";
import { callShape } from "../ports/call-options.ts";
import { environmentSchema } from "../prompt/commands.ts";
import type { PromptKey, PromptRef } from "../prompt/prompt-ref.ts";
import { promptRefSchema } from "../prompt/prompt-ref.ts";
import { LONGEST_TIME } from "../validation/check-options.ts";
import { parse } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { versionRefSchema } from "../version/commands.ts";

/** What a live view holds. `signal` ends the loading; the view itself is ended by `close`. */
export interface LiveOptions extends CallOptions {
  /** The environments to hold. Default: all. */
  readonly environments?: readonly string[];
  /** The prompts to hold, by slug or id. A slug means the prompt that has it at the time. Default: all. */
  readonly prompts?: readonly PromptRef[];
  /** The prompts of which all committed versions are held, so that `resolve` takes their numbers. Default: none. */
  readonly versions?: readonly PromptRef[];
  /** `resolve` throws `too-stale` while the view last matched the store longer ago than this, in milliseconds. Default: it goes on serving. */
  readonly maxStalenessMs?: number;
}

/** Which version of a prompt to resolve: what is live in an environment, or a version by its number. */
export interface LiveResolveOptions {
  /** Default: the environment of `ledger.as`. */
  readonly environment?: string;
  /** A committed version, or the highest one, in place of what is live. */
  readonly version?: number | "latest";
}

/** Checked options; references are keys. */
export interface CheckedLiveOptions extends CallOptions {
  readonly environments?: readonly string[];
  readonly prompts?: readonly PromptKey[];
  readonly versions?: readonly PromptKey[];
  readonly maxStalenessMs?: number;
}

/** How many environments or prompts the options may name. */
const MAXIMUM_NAMED = 10_000;

const prompts = z.array(promptRefSchema).min(1).max(MAXIMUM_NAMED).optional();

const liveOptionsSchema: z.ZodType<CheckedLiveOptions> = schemaFor(
  z.strictObject({
    ...callShape,
    environments: z.array(environmentSchema).min(1).max(MAXIMUM_NAMED).optional(),
    prompts,
    versions: prompts,
    maxStalenessMs: z.int().min(1).max(LONGEST_TIME).optional(),
  }),
);

/** The options of a view, checked. */
export function checkedLiveOptions(options: LiveOptions | undefined): CheckedLiveOptions {
  return options === undefined ? {} : parse(liveOptionsSchema, options, (path) => path || "options");
}

/** The fields of {@link LiveResolveOptions}, for the schemas of calls that have more options. */
export const resolveShape: {
  readonly environment: z.ZodOptional<z.ZodType<string>>;
  readonly version: z.ZodOptional<z.ZodType<number | "latest">>;
} = {
  environment: environmentSchema.optional(),
  version: (versionRefSchema as z.ZodType<number | "latest">)
    .refine((version) => (version as string) !== "current", { message: "must be a number, or latest" })
    .optional(),
};

/** Whether both a version and an environment were given. A version is the same in every environment. */
export function namesBoth({ environment, version }: LiveResolveOptions): boolean {
  return environment !== undefined && version !== undefined;
}

/** What is wrong with options that name both. */
export const BOTH_NAMED = {
  field: "version",
  message: "must not be given together with an environment: a version is the same in every environment",
} as const;

/** The schema of {@link LiveResolveOptions}. */
export const liveResolveSchema: z.ZodType<LiveResolveOptions> = schemaFor(
  z.strictObject(resolveShape).refine((options) => !namesBoth(options as LiveResolveOptions), {
    path: [BOTH_NAMED.field],
    message: BOTH_NAMED.message,
  }),
);
