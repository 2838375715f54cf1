import * as z from "zod";
import { grantShape } from "../access/commands.ts";
import type { Grant } from "../access/grant.ts";
import type { CommandOf } from "../decider.ts";
import { text } from "../validation/json.ts";
import type { CommandSchemas } from "../validation/parse.ts";
import { commandSchemas } from "../validation/parse.ts";
import type { VersionRef } from "../version/commands.ts";
import { MAXIMUM_NUMBER, versionRefSchema } from "../version/commands.ts";
import type { PromptKey } from "./prompt-ref.ts";
import { newPromptIdSchema, promptRefSchema } from "./prompt-ref.ts";
import { slugSchema } from "./slug.ts";

/** What can be asked of a prompt, by the type of the command. */
export interface PromptCommands {
  /** Makes a prompt. */
  readonly CreatePrompt: {
    /** `[A-Za-z0-9_-]{1,64}`, neither `list` nor `summary`, never used before in the tenant; generated unless given. */
    readonly id?: string;
    /** 1 to 1,000 characters. */
    readonly name: string;
    /** Up to 10,000 characters. */
    readonly description?: string | null;
    /** Made from the name unless given, with a suffix where that is taken, such as `support-afjmc0`. A given one that is taken is refused. */
    readonly slug?: string;
    /** Default: false. */
    readonly starred?: boolean;
    /**
     * Makes the prompt only where no living one has the slug, which must then be given; else changes nothing, and needs UPDATE on the one
     * that is there. Default: false.
     */
    readonly ifAbsent?: boolean;
    /** Starts with a draft that holds what a version of another prompt holds; needs READ on that prompt. Default: without versions. */
    readonly from?: {
      /** The other prompt, which must not be deleted. */
      readonly prompt: PromptKey;
      /** Default: `current`. */
      readonly version?: VersionRef;
    };
  };
  /** Changes a prompt's details. */
  readonly EditPrompt: {
    /** 1 to 1,000 characters. Default: unchanged. */
    readonly name?: string;
    /** Up to 10,000 characters; null for none. Default: unchanged. */
    readonly description?: string | null;
    /** 1 to 255 characters; one that is taken is refused. The old one is free at once. Default: unchanged. */
    readonly slug?: string;
    /** Default: unchanged. */
    readonly starred?: boolean;
  };
  /** Puts a tag on a prompt, or gives the one that is there another color. */
  readonly TagPrompt: {
    /** 1 to 255 characters. */
    readonly key: string;
    /** Up to 255 characters. Default: null, for a tag without a value. */
    readonly value?: string | null;
    /** `#` and six hexadecimal digits. Default: that of the tag that is there, else `#3B82F6`. */
    readonly color?: string;
  };
  /** Takes a tag off. */
  readonly UntagPrompt: {
    /** 1 to 255 characters. */
    readonly key: string;
    /** Only the tag with this value is taken off. Default: null, for the tag without a value. */
    readonly value?: string | null;
  };
  /** Makes a committed version live in an environment. */
  readonly DeployVersion: {
    /** A number, or `latest`: the highest committed one. */
    readonly version: number | "latest";
    /** Default: `production`. */
    readonly environment?: string;
    /**
     * `keep` refuses with `contract-changed` what callers of the live version would notice: see `Deployments`. `change` deploys it. Default: that of
     * the ledger.
     */
    readonly contract?: "keep" | "change";
  };
  /** Returns an environment to what was live before; or to an older number. */
  readonly RollBackDeployment: {
    /** Default: `production`. */
    readonly environment?: string;
    /** One of the numbers that were live there before, and were not rolled back. Default: the one before the present one. */
    readonly to?: number;
    /**
     * `keep` refuses with `contract-changed` what callers of the live version would notice: see `Deployments`. `change` deploys it. Default: that of
     * the ledger.
     */
    readonly contract?: "keep" | "change";
  };
  /** Makes what is live in one environment live in another. */
  readonly PromoteDeployment: {
    /** The environment whose live version is deployed. */
    readonly from: string;
    /** The environment in which it is deployed. */
    readonly to: string;
    /**
     * `keep` refuses with `contract-changed` what callers of the live version would notice: see `Deployments`. `change` deploys it. Default: that of
     * the ledger.
     */
    readonly contract?: "keep" | "change";
  };
  /** Makes nothing live in an environment. */
  readonly UndeployVersion: {
    /** Default: `production`. */
    readonly environment?: string;
  };
  /** Gives a subject permissions on the prompt, beside those that it has. */
  readonly GrantAccess: Grant;
  /** Takes permissions of a subject away. */
  readonly RevokeAccess: Grant;
  /** Deletes a prompt, softly: nothing is live any more, its slug is free, its history stays. */
  readonly DeletePrompt: object;
  /** Brings a deleted prompt back, with versions and grants, without deployments. */
  readonly RestorePrompt: {
    /** Default: the slug that it had. */
    readonly slug?: string;
  };
}

/** What can be asked of a prompt. */
export type PromptCommand<Type extends keyof PromptCommands = keyof PromptCommands> = CommandOf<
  PromptCommands,
  Type
>;

/** The default environment of a deployment. */
export const DEFAULT_ENVIRONMENT = "production";

/** The name of an environment. */
export const environmentSchema: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/u, {
    message: "must have 1 to 64 characters out of A-Z, a-z, 0-9, ., _ and -",
  })
  .refine((name) => name !== "__proto__", { message: "must not be __proto__" });

const name = text(1000, 1);
const description = text(10_000).nullable().optional();
const tag = { key: text(255, 1), value: text(255).nullable().optional() };
const contract = z.enum(["keep", "change"]).optional();
const versionNumber = z.int().min(1).max(MAXIMUM_NUMBER);

const schemas = commandSchemas<PromptCommands>({
  CreatePrompt: {
    id: newPromptIdSchema.optional(),
    name,
    description,
    slug: slugSchema.optional(),
    starred: z.boolean().optional(),
    ifAbsent: z.boolean().optional(),
    from: z.strictObject({ prompt: promptRefSchema, version: versionRefSchema.optional() }).optional(),
  },
  EditPrompt: {
    name: name.optional(),
    description,
    slug: slugSchema.optional(),
    starred: z.boolean().optional(),
  },
  TagPrompt: {
    ...tag,
    color: z
      .string()
      .regex(/^#[0-9A-Fa-f]{6}$/u, { message: "must be # and six hexadecimal digits" })
      .optional(),
  },
  UntagPrompt: tag,
  DeployVersion: {
    version: z.union([versionNumber, z.literal("latest")], {
      error: `must be an integer from 1 to ${MAXIMUM_NUMBER}, or latest`,
    }),
    environment: environmentSchema.optional(),
    contract,
  },
  RollBackDeployment: { environment: environmentSchema.optional(), to: versionNumber.optional(), contract },
  PromoteDeployment: { from: environmentSchema, to: environmentSchema, contract },
  UndeployVersion: { environment: environmentSchema.optional() },
  GrantAccess: grantShape,
  RevokeAccess: grantShape,
  DeletePrompt: {},
  RestorePrompt: { slug: slugSchema.optional() },
});

/** The commands' schemas, by type; the field that names the prompt is the ledger's. */
export const promptCommandSchemas: CommandSchemas<PromptCommands> = {
  ...schemas,
  CreatePrompt: schemas.CreatePrompt.refine(({ slug, ifAbsent }) => ifAbsent !== true || slug !== undefined, {
    path: ["slug"],
    message: "must be given where ifAbsent is",
  }),
};
