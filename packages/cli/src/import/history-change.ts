import type { Issue } from "@promptledger/core";
import { isLedgerError, isStorable, LIMITS, parseJson } from "@promptledger/core";
import * as z from "zod";

/** One change to a prompt: a line of a history file. */
export type HistoryChange = ChangeHeader &
  ({ readonly action: "created" | "edited"; readonly text: string } | { readonly action: "deleted" });

interface ChangeHeader {
  /** The number of its line, from 1. */
  readonly line: number;
  /** UTC, in integer milliseconds. */
  readonly at: number;
  /** The author's id. */
  readonly by: string;
  /** The prompt's name. */
  readonly prompt: string;
}

// An event contains the text as JSON, among other things. The margin keeps a long text from failing in the middle of an import.
const MAXIMUM_TEXT_BYTES = LIMITS.eventBytes - 16_384;

const storable = z
  .string()
  .refine(isStorable, { message: "must be well-formed Unicode without NUL characters" });

function name(maximum: number) {
  return storable
    .refine((value) => value !== "", { message: "must not be empty" })
    .refine((value) => [...value].length <= maximum, { message: `must have at most ${maximum} characters` });
}

const header = {
  at: z.iso
    .datetime({ offset: true, local: true, message: "must be a time such as 2026-01-31T10:00:00Z" })
    .transform((text) => Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/u.test(text) ? text : `${text}Z`)),
  by: name(255),
  prompt: name(1000),
};

const text = storable.refine((value) => Buffer.byteLength(JSON.stringify(value)) <= MAXIMUM_TEXT_BYTES, {
  message: `must have at most ${MAXIMUM_TEXT_BYTES} bytes as JSON`,
});

const changeSchema = z.discriminatedUnion(
  "action",
  [
    z.object({ ...header, action: z.enum(["created", "edited"]), text }),
    z.object({ ...header, action: z.literal("deleted") }),
  ],
  {
    error: (issue) =>
      issue.code === "invalid_union" ? "must be created, edited or deleted" : "must be a JSON object",
  },
);

/**
 * Parses one line of a history file. Unknown fields are ignored, but nothing that JavaScript would change is accepted, such as a field that
 * appears twice. Returns what is wrong with the line if it is invalid.
 */
export function parseChange(line: string, number: number): HistoryChange | readonly Issue[] {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    if (isLedgerError(error))
      return error.issues.map(({ field, message }) => ({
        field: [`line ${number}`, field].filter((part) => part !== "").join(", "),
        message,
      }));
    return [{ field: `line ${number}`, message: `is not JSON (${(error as Error).message})` }];
  }
  const { success, data, error } = changeSchema.safeParse(value, {
    error: (issue) => (issue.input === undefined ? "is missing" : undefined),
  });
  if (success) return { line: number, ...data };
  return error.issues.map(({ path, message }) => ({
    field: [`line ${number}`, ...path].join(", "),
    message,
  }));
}
