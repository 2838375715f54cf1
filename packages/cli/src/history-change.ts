import type { Issue } from "@promptledger/core";
import { LIMITS } from "@promptledger/core";
import { z } from "zod";

/** One change to a prompt, as a line of a history file tells it. */
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

/** A line understood, or what is wrong with it. */
export type ParsedChange =
  | { readonly status: "parsed"; readonly change: HistoryChange }
  | { readonly status: "invalid"; readonly issues: readonly Issue[] };

// An event holds the text as JSON among other things; leaving them room keeps a long text from failing in the middle of an import.
const MAXIMUM_TEXT_BYTES = LIMITS.eventBytes - 16_384;

const storable = z.string().refine((value) => value.isWellFormed() && !value.includes("\u0000"), {
  message: "must be well-formed Unicode without NUL characters",
});

function named(maximum: number) {
  return storable
    .refine((value) => value !== "", { message: "must not be empty" })
    .refine((value) => [...value].length <= maximum, { message: `must have at most ${maximum} characters` });
}

const header = {
  at: z.iso
    .datetime({ offset: true, local: true, message: "must be a time such as 2026-01-31T10:00:00Z" })
    .transform((text) => Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/u.test(text) ? text : `${text}Z`)),
  by: named(255),
  prompt: named(1000),
};

const text = storable.refine((value) => Buffer.byteLength(JSON.stringify(value)) <= MAXIMUM_TEXT_BYTES, {
  message: `must have at most ${MAXIMUM_TEXT_BYTES} bytes as JSON`,
});

const changeSchema = z.discriminatedUnion(
  "action",
  [
    z.object({ ...header, action: z.literal("created"), text }),
    z.object({ ...header, action: z.literal("edited"), text }),
    z.object({ ...header, action: z.literal("deleted") }),
  ],
  {
    error: (issue) =>
      issue.code === "invalid_union" ? "must be created, edited or deleted" : "must be a JSON object",
  },
);

/** Understands one line of a history file. Fields that it does not know are left aside. */
export function parseChange(line: string, number: number): ParsedChange {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const message = `is not JSON (${(error as Error).message})`;
    return { status: "invalid", issues: [{ field: `line ${number}`, message }] };
  }
  const result = changeSchema.safeParse(value, {
    error: (issue) => (issue.input === undefined ? "is missing" : undefined),
  });
  if (result.success) return { status: "parsed", change: { line: number, ...result.data } };
  const issues = result.error.issues.map(({ path, message }) => ({
    field: [`line ${number}`, ...path.map(String)].join(", "),
    message,
  }));
  return { status: "invalid", issues };
}
