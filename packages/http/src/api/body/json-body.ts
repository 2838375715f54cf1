import { fieldName, isLedgerError, parseJson } from "@promptledger/core";
import type * as z from "zod";
import { badRequest, HttpError } from "../errors/http-error.ts";
import type { SentBody } from "./body-text.ts";
import { bodyText } from "./body-text.ts";
import { nextTurn } from "./next-turn.ts";

/** Bodies of more characters are read in several turns of the event loop. */
const LARGE = 100_000;

/**
 * Reads a body as JSON in UTF-8, whatever its content type says, and checks it against the schema. A blank body is read as `blank`. Fields
 * that the schema passes through are not checked: the ledger refuses what it cannot store. But text that JavaScript would change is refused,
 * wherever it is. Throws 400.
 */
export async function jsonBody<T>(sent: SentBody, schema: z.ZodType<T>, blank: unknown = {}): Promise<T> {
  const text = await bodyText(sent);
  const turn = (): Promise<void> | null => (text.length > LARGE ? nextTurn() : null);
  await turn();
  const body = text.trim() === "" ? blank : parsed(text);
  await turn();
  const result = schema.safeParse(body, { error: messageOf });
  await turn();
  if (result.success) return result.data;
  throw badRequest(result.error.issues.map(({ path, message }) => ({ field: fieldName(path), message })));
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (isLedgerError(error)) throw badRequest(error.issues);
    throw new HttpError(400, "Bad request: the body is not valid JSON.");
  }
}

/** Messages for cases in which zod's own would read strangely in an API's answer. */
function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "invalid_type") return undefined;
  if ((issue.path ?? []).length === 0)
    return `The body must be a JSON ${issue.expected === "array" ? "array" : "object"}.`;
  if (issue.input === undefined) return "This field is required.";
  return issue.input === null ? "This field may not be null." : undefined;
}
