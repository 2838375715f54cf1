import type { Ledger } from "@promptledger/core";
import { CommandError } from "../terminal/command-error.ts";
import { randomSecret } from "./environment-secret.ts";

/** Where the admin key comes from. */
export type AdminKey =
  /** Generated at this start. It is shown only once. */
  | { readonly status: "made"; readonly secret: string }
  /** Set by the environment. */
  | { readonly status: "given" }
  /** From an earlier start. It cannot be shown again, because only its hash is stored. */
  | { readonly status: "kept" };

const ID = "admin";

/** Who makes and revokes these keys, in the history. */
const BY = { by: "serve" };

/**
 * Makes sure that the tenant has exactly one admin key. A given key replaces the one before, which also helps when that one is lost.
 * Without a given key, the first start generates one and later starts keep it.
 */
export async function ensureAdminKey(
  keys: Ledger["keys"],
  tenant: string,
  given: string | null,
  now: number,
): Promise<AdminKey> {
  const present = (await keys.list()).filter((key) => key.id === ID && key.tenant === tenant);
  if (given === null && present.length > 0) return { status: "kept" };
  const secret = given ?? `pl_${randomSecret()}`;
  const holder = await keys.find(secret);
  if (holder !== null && (holder.tenant !== tenant || holder.id !== ID)) {
    throw new CommandError(
      "api-key-taken",
      "refused",
      `the key in PROMPTLEDGER_API_KEY is already used in the tenant ${holder.tenant}`,
      "set a different key for each tenant",
    );
  }
  // The history tells them apart by their order: the old one ended, then the new one was made.
  for (const key of present) if (key.hash !== holder?.hash) await keys.remove(key, BY);
  if (holder === null)
    await keys.add(secret, { id: ID, tenant, actor: { id: ID, kind: "admin" }, createdAt: now }, BY);
  return given === null ? { status: "made", secret } : { status: "given" };
}
