import { createHash } from "node:crypto";
import type { Identity, RecordStore, StoredRecord } from "@promptledger/core";
import { z } from "zod";

const SCOPE = "_server";
const KIND = "api-key";
const BEARER = /^bearer +(\S+) *$/iu;

/** Who comes with an API key. The secret itself is stored nowhere: a record's key is its SHA-256. */
export interface ApiKey {
  readonly id: string;
  readonly tenant: string;
  readonly actor: { readonly id: string; readonly kind: "user" | "application" | "admin" };
  /** UTC, in integer milliseconds. */
  readonly createdAt: number;
}

/** An API key with the hash that it is found by. */
export interface StoredApiKey extends ApiKey {
  readonly hash: string;
  readonly revision: number;
}

const apiKeySchema: z.ZodType<ApiKey> = z.object({
  id: z.string(),
  tenant: z.string(),
  actor: z.object({ id: z.string(), kind: z.enum(["user", "application", "admin"]) }),
  createdAt: z.int(),
});

/** API keys, on a store's records. */
export interface ApiKeys {
  find(secret: string): Promise<StoredApiKey | null>;
  list(): Promise<readonly StoredApiKey[]>;
  /** Adds a key. Nothing changes if it is there already. */
  add(secret: string, key: ApiKey): Promise<void>;
  remove(key: StoredApiKey): Promise<void>;
  /** Whom a request comes from, by `Authorization: Bearer <key>`; null where it has no key that is known. */
  authenticate(request: Request): Promise<Identity | null>;
}

/** The API keys of a server. */
export function apiKeys(records: RecordStore): ApiKeys {
  async function find(secret: string): Promise<StoredApiKey | null> {
    const [record] = await records.get(SCOPE, KIND, [hashOf(secret)]);
    return record ? stored(record) : null;
  }
  return {
    find,
    async list() {
      return (await records.list(SCOPE, KIND)).map(stored);
    },
    async add(secret, key) {
      await records.put(SCOPE, {
        kind: KIND,
        key: hashOf(secret),
        value: JSON.stringify(key),
        expected: "none",
      });
    },
    async remove({ hash }) {
      await records.remove(SCOPE, KIND, hash);
    },
    async authenticate(request) {
      const secret = BEARER.exec(request.headers.get("authorization") ?? "")?.[1];
      const key = secret === undefined ? null : await find(secret);
      return key === null ? null : { tenant: key.tenant, actor: key.actor };
    },
  };
}

// A secret has 256 bits of its own, or is the operator's choice of at least 16 characters: a plain hash keeps it, and is quick.
function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function stored({ key, value, revision }: StoredRecord): StoredApiKey {
  return { ...apiKeySchema.parse(JSON.parse(value)), hash: key, revision };
}
