import * as z from "zod";
import type { AuthenticatedActor } from "../access/actor.ts";
import { ADMIN_ROLE } from "../access/actor.ts";
import { ACCESS_STREAM, applicationOfActor } from "../access/state.ts";
import { checkTenant } from "../adapter-kit/limits.ts";
import { grantPolicy } from "../authorization/policy.ts";
import type { ApiKey, ApiKeys, StoredApiKey } from "../identity/api-keys.ts";
import { keysUntil } from "../identity/keys-until.ts";
import type { CallOptions } from "../ports/call-options.ts";
import { callShape, signalOf } from "../ports/call-options.ts";
import { DEFAULT_ENVIRONMENT } from "../prompt/commands.ts";
import { loadWorkspace } from "../read/load.ts";
import { storeUntil } from "../store/store-until.ts";
import { isStorable, text } from "../validation/json.ts";
import { own } from "../validation/own.ts";
import { parseField, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { setEnabled } from "../write/enable-key.ts";
import type { TenantWriteOptions } from "../write/options.ts";
import { write } from "../write/pipeline.ts";
import { secondStep } from "../write/second-step.ts";
import type { LedgerEngine, LedgerSession } from "./session.ts";

/** The options of writes to keys. */
export interface KeyOptions extends Omit<TenantWriteOptions, "commandId"> {
  /** The id of the actor who makes or revokes the key, for the history. Default: `host`. */
  readonly by?: string;
}

/** The keys of API callers: of people and admins, and the access keys of applications. Only for the host. */
export interface LedgerKeys extends ApiKeys {
  /** The key with this secret; null if there is none, or it is disabled. */
  find(secret: string, options?: CallOptions): Promise<StoredApiKey | null>;
  /** The key with this id; null if there is none, or it is disabled. */
  get(tenant: string, id: string, options?: CallOptions): Promise<StoredApiKey | null>;
  /** All keys, disabled ones too. */
  list(options?: CallOptions): Promise<readonly StoredApiKey[]>;
  /**
   * Adds a key. The tenant's history says so before the key works, in a `KeyCreated` event. If its secret is known already, nothing changes. If
   * the call fails, repeat it.
   */
  add(secret: string, key: ApiKey, options?: KeyOptions): Promise<void>;
  /** Revokes a key. The tenant's history says so in a `KeyRevoked` event. If the call fails, repeat it: it finishes what is left. */
  remove(key: StoredApiKey, options?: KeyOptions): Promise<void>;
  /**
   * Enables or disables a key, and with it every token that was made from it. Returns it as it is then; null if it was removed. The tenant's history
   * says so in a `KeyEnabled` or `KeyDisabled` event. If the call fails, repeat it.
   */
  setEnabled(key: StoredApiKey, enabled: boolean, options?: KeyOptions): Promise<StoredApiKey | null>;
  /** The tenant and actor of a key; for an application, with its roles. Null if the key is disabled or the application was deleted. */
  identity(
    key: StoredApiKey,
    options?: CallOptions,
  ): Promise<{ readonly tenant: string; readonly actor: AuthenticatedActor } | null>;
}

const anyText = z.string();
const secretSchema = text(10_000, 1);
const key = {
  id: text(255, 1),
  tenant: anyText,
  actor: z.strictObject({ id: text(255, 1), kind: z.enum(["user", "application", "admin"]) }),
  createdAt: z.int().min(0),
  disabled: z.literal(true).optional(),
};
// A key that was found may be added again with another secret; its hash is then not taken over.
const keySchema: z.ZodType<ApiKey> = schemaFor(
  z.strictObject({ ...key, hash: anyText.optional() }).transform(({ hash: _, ...rest }) => rest),
);
const storedKeySchema: z.ZodType<StoredApiKey> = schemaFor(z.strictObject({ ...key, hash: text(255, 1) }));

// The write checks the other options.
const keyOptionsSchema: z.ZodType<KeyOptions> = schemaFor(
  z.looseObject({ ...callShape, by: text(255, 1).optional() }),
);

/** Whether there may be a key with this id. Ids come out of tokens, which anybody can write. */
function mayBeId(id: string): boolean {
  return id.length <= 255 && isStorable(id);
}

function enabledOf(key: StoredApiKey | null): StoredApiKey | null {
  return key?.disabled === true ? null : key;
}

/** The keys of a ledger. */
export function keysOf(engine: LedgerEngine): LedgerKeys {
  const keysFor = (options: CallOptions | undefined): ApiKeys => keysUntil(engine.keys, signalOf(options));
  function hostSession(tenant: string, by = "host"): LedgerSession {
    // This actor is no person of the tenant.
    const directory = { ...engine.directory, remember: async () => undefined };
    const actor = { id: by, kind: "host" } as const;
    const caller = {
      tenant,
      actor,
      environment: DEFAULT_ENVIRONMENT,
      metadata: undefined,
      signal: undefined,
    };
    return { ...engine, ...caller, directory, policy: grantPolicy };
  }
  return {
    find: async (secret, options) =>
      enabledOf(await keysFor(options).find(parseField("secret", anyText, secret))),
    async get(tenant, id, options) {
      const known = mayBeId(parseField("tenant", anyText, tenant)) && mayBeId(parseField("id", anyText, id));
      const keys = keysFor(options);
      return known ? enabledOf(await keys.get(tenant, id)) : null;
    },
    list: async (options) => keysFor(options).list(),
    async add(secret, given, options) {
      const added = parseField("key", keySchema, given);
      checkTenant(added.tenant);
      parseField("secret", secretSchema, secret);
      const { by, ...writing } = parseOptions(keyOptionsSchema, options);
      const keys = keysUntil(engine.keys, writing.signal);
      const { id: keyId, tenant, actor } = added;
      const command = { type: "CreateKey", keyId, actorId: actor.id, actorKind: actor.kind } as const;
      if ((await keys.find(secret)) === null) await write(hostSession(tenant, by), [command], writing);
      await secondStep(() => keys.add(secret, added));
    },
    async remove(given, options) {
      const key = parseField("key", storedKeySchema, given);
      const { by, ...writing } = parseOptions(keyOptionsSchema, options);
      await keysUntil(engine.keys, writing.signal).remove(key);
      const revoke = { type: "RevokeKey", keyId: key.id } as const;
      await secondStep(() => write(hostSession(key.tenant, by), [revoke], writing));
    },
    async setEnabled(given, enabled, options) {
      const key = parseField("key", storedKeySchema, given);
      const wanted = parseField("enabled", z.boolean(), enabled);
      const { by, ...writing } = parseOptions(keyOptionsSchema, options);
      const keys = keysUntil(engine.keys, writing.signal);
      return setEnabled(hostSession(key.tenant, by), keys, key, wanted, writing);
    },
    async identity(given, options) {
      const { tenant, actor, disabled = false } = parseField("key", storedKeySchema, given);
      if (disabled) return null;
      const store = storeUntil(engine.store, signalOf(options));
      const applicationId = actor.kind === "application" ? applicationOfActor(actor.id) : null;
      if (applicationId === null) return { tenant, actor };
      const session = { ...engine, tenant, store };
      const { access } = (await loadWorkspace(session, { tenantStreams: [ACCESS_STREAM] })).tenant;
      const application = own(access.applications, applicationId);
      if (application === undefined || application.deleted) return null;
      const kind = application.roles.includes(ADMIN_ROLE) ? "admin" : "application";
      const memberOf = application.roles.map((id) => ({ type: "role" as const, id }));
      return { tenant, actor: { id: actor.id, kind, memberOf } };
    },
  };
}
