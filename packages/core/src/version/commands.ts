import * as z from "zod";
import type { CommandOf } from "../decider.ts";
import { jsonArray, text } from "../validation/json.ts";
import type { CommandSchemas } from "../validation/parse.ts";
import { commandSchemas } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { ContentChanges, TemplateSyntax } from "./content.ts";
import { contentShape } from "./content.ts";

/** The highest number that a version can have. */
export const MAXIMUM_NUMBER = 2_147_483_647;

/** The notes of a version, which a commit does not freeze. */
export interface VersionNotes {
  /** Up to 10,000 characters. */
  readonly description?: string | null;
  /** Up to 100, each `integration:model`. */
  readonly integrations?: readonly string[];
}

/** The content and notes of a new version. A null field is the same as an absent one. */
export type VersionInput = ContentChanges & VersionNotes;

/** A reference to a version: a number, the highest (`current`), or the highest committed one (`latest`). */
export type VersionRef = number | "current" | "latest";

/** What can be asked of a version, by the type of the command. */
export interface VersionCommands {
  /** Adds a draft with the next number; a draft before it is committed. */
  readonly CreateVersion: {
    /** Starts from what this version holds: content, description and integrations. Default: nothing. */
    readonly from?: VersionRef;
    /** The content and notes, in place of those of `from`. */
    readonly input: VersionInput;
  };
  /** Changes a version: a draft's content, and any version's notes. */
  readonly EditVersion: {
    /** Default: the draft. */
    readonly number?: VersionRef;
    /** A value sets the field, null clears it, an absent field stays. */
    readonly changes: VersionInput;
    /** One more integration beside those that the version has; written `integration:model`. */
    readonly associate?: string;
    /** How variables are written in the given messages: a version whose messages they change takes this syntax (rule X10). */
    readonly syntax?: TemplateSyntax;
  };
  /** Freezes the draft. */
  readonly CommitVersion: {
    /** Default: the draft, whichever number it has. */
    readonly number?: number;
    /** Up to 5,000 characters. */
    readonly message?: string | null;
    /** Opens the next draft with the same content in the same append, as Respan's API does. Default: false. */
    readonly createNextDraft?: boolean;
    /** Commits only where the prompt has no committed version yet, and else changes nothing. Default: false. */
    readonly ifNoneCommitted?: boolean;
  };
  /** Deletes a version that is live nowhere. */
  readonly DeleteVersion: {
    /** The number of the version. */
    readonly number: number;
    /** What becomes of a prompt whose last version this is: it stays, empty, or is deleted in the same append (rule X12). Default: `keep`. */
    readonly ifLastVersion?: "keep" | "delete";
  };
  /**
   * Saves content to a numbered slot and leaves it committed, as Orkes' API does: a committed version is reopened, edited and
   * committed in one append, so what stood there before stays in the history.
   */
  readonly SaveVersion: {
    /** A number, existing or not; `next` is the highest existing + 1; `current` the draft or the highest, or 1 if there is none. */
    readonly number: number | "next" | "current";
    /** `replace` drops what is not given and begins a new record; `patch` keeps it. */
    readonly mode: "replace" | "patch";
    /** The content and notes. */
    readonly input: VersionInput;
    /**
     * The whole template as one text, in place of messages: where a record begins, one message of the user with `${name}` for variables; a
     * `patch` keeps the syntax and a single message's role, and does nothing where the text is there already (rule X10).
     */
    readonly text?: string;
    /** What the model is to answer, in place of a response format; `json` stands for `json_object` and `json_schema` (rule X10). */
    readonly format?: "text" | "json";
  };
}

/** What can be asked of a version. */
export type VersionCommand<Type extends keyof VersionCommands = keyof VersionCommands> = CommandOf<
  VersionCommands,
  Type
>;

/** Saves content to a numbered slot. */
export type SaveVersion = VersionCommand<"SaveVersion">;

const versionNumber = z.int().min(1).max(MAXIMUM_NUMBER);

/** The schema of a {@link VersionRef}. */
export const versionRefSchema: z.ZodType<VersionRef> = z.union(
  [versionNumber, z.literal(["current", "latest"])],
  { error: `must be an integer from 1 to ${MAXIMUM_NUMBER}, current or latest` },
);

/** How many models a version may be associated with. */
export const MAXIMUM_INTEGRATIONS = 100;

const integration = text(255, 1);
const input = schemaFor<VersionInput>(
  z.strictObject({
    ...contentShape,
    description: text(10_000).nullable().optional(),
    integrations: jsonArray(integration, MAXIMUM_INTEGRATIONS).optional(),
  }),
);

/** The commands' schemas, by type; the fields that name the prompt are the ledger's. */
export const versionCommandSchemas: CommandSchemas<VersionCommands> = commandSchemas<VersionCommands>({
  CreateVersion: { from: versionRefSchema.optional(), input: input.transform(given) },
  EditVersion: {
    number: versionRefSchema.optional(),
    changes: input,
    associate: integration.optional(),
    syntax: z.enum(["mustache", "dollar", "jinja"]).optional(),
  },
  CommitVersion: {
    number: versionNumber.optional(),
    message: text(5000).nullable().optional(),
    createNextDraft: z.boolean().optional(),
    ifNoneCommitted: z.boolean().optional(),
  },
  DeleteVersion: { number: versionNumber, ifLastVersion: z.enum(["keep", "delete"]).optional() },
  SaveVersion: {
    number: z.union([versionNumber, z.literal(["next", "current"])], {
      error: `must be an integer from 1 to ${MAXIMUM_NUMBER}, next or current`,
    }),
    mode: z.enum(["replace", "patch"]),
    input: input.transform(given),
    text: text(1_000_000).optional(),
    format: z.enum(["text", "json"]).optional(),
  },
});

/** An input without undefined fields, so that it can be merged over another one. */
function given(input: VersionInput): VersionInput {
  if (!Object.values(input).includes(undefined)) return input;
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
