import type { Hasher } from "../ports/hasher.ts";
import type { RecordStore, StoredRecord } from "../store/record-store.ts";
import { isStorable } from "../validation/json.ts";
import { changeRecord } from "./change-record.ts";

/** The owner of an API key. The secret itself is not stored; a key is found by its SHA-256. */
export interface ApiKey {
  /** Unique in its tenant. Not secret. */
  readonly id: string;
  /** The only tenant in which the key is accepted. */
  readonly tenant: string;
  /** Who a caller with this key is. */
  readonly actor: {
    /** For an application, `app:` followed by its id. */
    readonly id: string;
    /** An `admin` needs no grants. `host` is never that of a key. */
    readonly kind: "user" | "application" | "admin";
  };
  /** UTC, in integer milliseconds. */
  readonly createdAt: number;
  /** Present while the key is disabled: nobody is recognised by it. */
  readonly disabled?: true;
}

/** An API key with the hash by which it is found. */
export interface StoredApiKey extends ApiKey {
  /** The SHA-256 of the secret, in lower-case hexadecimal. */
  readonly hash: string;
}

/** The API keys of all tenants, on the records of a store. */
export interface ApiKeys {
  /** The key with this secret, also while it is disabled, or null. */
  find(secret: string): Promise<StoredApiKey | null>;
  /** The key with this id, also while it is disabled, or null if it was removed. A token that was made from a key is checked with it, so it ends with its key. */
  get(tenant: string, id: string): Promise<StoredApiKey | null>;
  /** All keys of all tenants, disabled ones too. */
  list(): Promise<readonly StoredApiKey[]>;
  /** Adds a key. If its secret is known already, nothing changes. */
  add(secret: string, key: ApiKey): Promise<void>;
  /** Removes a key. A missing one is no error. */
  remove(key: StoredApiKey): Promise<void>;
  /** Enables or disables a key. Returns it as it is then; null if it was removed. */
  setEnabled(key: StoredApiKey, enabled: boolean): Promise<StoredApiKey | null>;
}

const SCOPE = "_server";
const KIND = "api-key";
const BY_ID = "api-key-by-id";

/**
 * Creates the API keys on the records of a store. A secret has 256 random bits, or is chosen by the operator with at least 16 characters. So a
 * plain hash, which is quick, protects it.
 */
export function apiKeys(records: RecordStore, hasher: Hasher): ApiKeys {
  async function byHash(hash: string): Promise<StoredApiKey | null> {
    const [record] = await records.get(SCOPE, KIND, [hash]);
    return record ? stored(record) : null;
  }

  return {
    find: (secret) => byHash(hasher.sha256(secret)),
    async get(tenant, id) {
      // Both come from a token that is not verified yet. What no store could hold is no key's.
      if (!isStorable(nameOf(tenant, id))) return null;
      const [index] = await records.get(SCOPE, BY_ID, [nameOf(tenant, id)]);
      const key = index ? await byHash(JSON.parse(index.value) as string) : null;
      return key?.id === id && key.tenant === tenant ? key : null;
    },
    async list() {
      return (await records.list(SCOPE, KIND)).map(stored);
    },
    async add(secret, key) {
      const hash = hasher.sha256(secret);
      const value = JSON.stringify(key);
      await records.put(SCOPE, [{ kind: KIND, key: hash, value, expected: "none" }]);
      const index = { scope: SCOPE, kind: BY_ID, key: nameOf(key.tenant, key.id) };
      await changeRecord<string>(records, index, (before) => (before === hash ? null : hash));
    },
    async remove({ tenant, id, hash }) {
      await records.remove(SCOPE, KIND, hash);
      const [index] = await records.get(SCOPE, BY_ID, [nameOf(tenant, id)]);
      if (index?.value === JSON.stringify(hash)) await records.remove(SCOPE, BY_ID, nameOf(tenant, id));
    },
    async setEnabled({ hash }, enabled) {
      const record = { scope: SCOPE, kind: KIND, key: hash };
      await changeRecord<ApiKey>(records, record, (before) => {
        if (before === null || (before.disabled === true) !== enabled) return null;
        const { disabled: _disabled, ...key } = before;
        return enabled ? key : { ...key, disabled: true };
      });
      return byHash(hash);
    },
  };
}

function nameOf(tenant: string, id: string): string {
  return `${tenant}/${id}`;
}

function stored({ key, value }: StoredRecord): StoredApiKey {
  return Object.freeze({ ...(JSON.parse(value) as ApiKey), hash: key });
}
