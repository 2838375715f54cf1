import type { WriteOptions } from "@promptledger/core";
import { invalidField } from "./errors/http-error.ts";

/**
 * The command's id from the header `Idempotency-Key`, for a write. The ledger keeps it per caller. `suffix` tells several writes of one request
 * apart. Throws 400.
 */
export function commandIdOf(
  { headers }: Request,
  maximumLength: number,
  suffix = "",
): Pick<WriteOptions, "commandId"> {
  const key = headers.get("idempotency-key");
  if (key === null) return {};
  if (key !== "" && key.length <= maximumLength) return { commandId: key + suffix };
  throw invalidField("Idempotency-Key", `must have 1 to ${maximumLength} characters`);
}

/**
 * The expected revision from the header `If-Match`, for a write. Weak ETags are accepted, because a proxy that compresses an answer makes its
 * ETag weak, and revisions are numbers either way. Throws 400.
 */
export function expectedOf({ headers }: Request): Pick<WriteOptions, "expected"> {
  const header = headers.get("if-match")?.trim() ?? "*";
  if (header === "*") return {};
  const [, revision] = /^(?:W\/)?"(\d{1,15})"$/u.exec(header) ?? [];
  if (revision !== undefined) return { expected: Number(revision) };
  throw invalidField("If-Match", 'must be one ETag of this API, such as "7", or *');
}
