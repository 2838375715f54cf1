import { randomBytes } from "node:crypto";
import type { Ledger } from "@promptledger/core";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";

/** Where the admin key comes from. */
export type AdminKey =
  /** Made at this start, and shown this once. */
  | { readonly status: "made"; readonly secret: string }
  /** Set by the environment. */
  | { readonly status: "given" }
  /** Made or given at an earlier start; nobody can show it any more. */
  | { readonly status: "kept" };

const ID = "admin";
const VISIBLE = /^[\x21-\x7e]{16,}$/u;

/** The admin key that the environment sets, checked; null where it sets none. */
export function givenAdminKey(value: string | undefined): string | null {
  if (value === undefined || value === "") return null;
  if (VISIBLE.test(value)) return value;
  throw new CommandError({
    code: "weak-api-key",
    exitCode: EXIT.usage,
    message: "PROMPTLEDGER_API_KEY must have at least 16 characters, visible ASCII without spaces",
    hint: `set a longer one, for example ${newSecret()}, or unset it and one is made`,
  });
}

/**
 * Makes sure that the tenant has exactly one admin key. A given one takes the place of any before it, which is also the way back
 * for whoever lost theirs; without one the first start makes it, and later starts keep it.
 */
export async function ensureAdminKey(
  keys: Ledger["keys"],
  tenant: string,
  given: string | null,
  now: number,
): Promise<AdminKey> {
  const present = (await keys.list()).filter((key) => key.id === ID && key.tenant === tenant);
  if (given === null && present.length > 0) return { status: "kept" };
  const secret = given ?? newSecret();
  const holder = await keys.find(secret);
  if (holder !== null && (holder.tenant !== tenant || holder.id !== ID)) throw keyOfOther(holder.tenant);
  if (holder === null) {
    await keys.add(secret, { id: ID, tenant, actor: { id: ID, kind: "admin" }, createdAt: now });
  }
  if (given === null) return { status: "made", secret };
  for (const key of present) if (key.hash !== holder?.hash) await keys.remove(key);
  return { status: "given" };
}

function newSecret(): string {
  return `pl_${randomBytes(32).toString("base64url")}`;
}

function keyOfOther(tenant: string): CommandError {
  return new CommandError({
    code: "api-key-taken",
    exitCode: EXIT.refused,
    message: `the key in PROMPTLEDGER_API_KEY is in use in the tenant ${tenant}`,
    hint: "set a key of its own for each tenant",
  });
}
