import * as z from "zod";
import { applicationIdSchema } from "../access/commands.ts";
import type { Permission } from "../access/grant.ts";
import { WHOLE_TENANT } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import { ACCESS_STREAM, applicationActorId, applicationOfActor } from "../access/state.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import { compareText } from "../catalog/evaluate.ts";
import type { StoredApiKey } from "../identity/api-keys.ts";
import { keysUntil } from "../identity/keys-until.ts";
import { untilAborted } from "../ports/until-aborted.ts";
import { loadWorkspace } from "../read/load.ts";
import type { ReadOptions } from "../read/options.ts";
import { readSchema } from "../read/options.ts";
import { sessionUntil, writeSessionUntil } from "../read/session-until.ts";
import { loadTenantAt } from "../read/tenant-at.ts";
import type { Application } from "../read/tenant-views.ts";
import { applicationView, shownApplication } from "../read/tenant-views.ts";
import type { Written } from "../read/views.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import { parseField, parseOptions } from "../validation/parse.ts";
import { setEnabled } from "../write/enable-key.ts";
import type { TenantWriteOptions } from "../write/options.ts";
import { signalOfWrite } from "../write/options.ts";
import { write } from "../write/pipeline.ts";
import { secondStep } from "../write/second-step.ts";
import { authorizeKey } from "./authorize-key.ts";
import type { LedgerSession } from "./session.ts";
import type { Writer } from "./writer.ts";

/** An access key of an application, without its secret. */
export interface AccessKey {
  /** `key_` and a ULID. Not secret. */
  readonly id: string;
  /** UTC, in integer milliseconds. */
  readonly createdAt: number;
  /** Whether the key is accepted. */
  readonly enabled: boolean;
}

/**
 * Applications, their roles and their access keys. Writing needs UPDATE on the whole tenant, and reading needs READ; otherwise calls throw
 * `forbidden`. A missing or deleted application throws `application-not-found`. Writes are atomic and idempotent, like those of `Prompts`.
 */
export interface Applications {
  /** Creates an application. Its id is generated unless given. Throws `id-taken`. */
  create(
    input: { readonly name: string; readonly id?: string },
    options?: TenantWriteOptions,
  ): Promise<Written<Application>>;
  /** Reads an application. */
  get(id: string, options?: ReadOptions): Promise<Application>;
  /** All applications that are not deleted, ordered by id. */
  list(options?: ReadOptions): Promise<readonly Application[]>;
  /** Deletes an application permanently. Its keys are no longer accepted. Deleting it again changes nothing. */
  delete(id: string, options?: TenantWriteOptions): Promise<Written<Application>>;
  /** Grants to the role hold for it from now on; the role `ADMIN` needs none. Throws `forbidden` for a role that the caller does not hold; only admins can give `ADMIN`. */
  addRole(id: string, role: string, options?: TenantWriteOptions): Promise<Written<Application>>;
  /** Removes a role. A role that the application does not have changes nothing. */
  removeRole(id: string, role: string, options?: TenantWriteOptions): Promise<Written<Application>>;
  /**
   * Makes a key, whose secret is shown only this once. Anyone who has it acts as the application, so it throws `forbidden` unless the caller holds
   * every role and every permission of the application. The history says so before the key works, in a `KeyCreated` event. There is no command
   * id: a repeated call makes another key.
   */
  createKey(
    id: string,
    options?: Omit<TenantWriteOptions, "commandId">,
  ): Promise<
    AccessKey & {
      /** What callers send. It cannot be read again. */
      readonly secret: string;
    }
  >;
  /** The keys of an application, ordered by id. With `at`, those of which the history said then that they were made and not revoked. */
  keys(id: string, options?: ReadOptions): Promise<readonly AccessKey[]>;
  /**
   * Revokes a key. Returns whether there was one: a missing key is no error. The history says so in a `KeyRevoked` event. If the call fails, repeat
   * it: it finishes what is left.
   */
  deleteKey(id: string, keyId: string, options?: TenantWriteOptions): Promise<boolean>;
  /**
   * Enables or disables a key, and with it every token that was made from it. Returns the key as it is then; null if there is none. The history says
   * so in a `KeyEnabled` or `KeyDisabled` event; if the call fails, repeat it. Enabling a key is like making one: it throws `forbidden` unless the
   * caller holds every role and every permission of the application.
   */
  setKeyEnabled(
    id: string,
    keyId: string,
    enabled: boolean,
    options?: TenantWriteOptions,
  ): Promise<AccessKey | null>;
  /** The application that a key belongs to, whether the key is enabled or not. Null if there is none. */
  findByKey(keyId: string, options?: ReadOptions): Promise<Application | null>;
}

/** The calls on applications and their access keys. */
export function applicationsOf(session: LedgerSession, writeOne: Writer): Applications {
  const { tenant } = session;

  async function read(during: LedgerSession, permission: Permission): Promise<AccessState> {
    const { access } = (await loadWorkspace(during, { tenantStreams: [ACCESS_STREAM] })).tenant;
    authorizeTarget(during, access, permission, WHOLE_TENANT);
    return access;
  }

  async function keysOf(during: LedgerSession, id: string): Promise<readonly StoredApiKey[]> {
    const actorId = applicationActorId(id);
    const keys = await keysUntil(session.keys, during.signal).list();
    return keys.filter((key) => key.tenant === tenant && key.actor.id === actorId);
  }

  async function removeKeys(id: string): Promise<void> {
    for (const key of await keysOf(session, id)) await session.keys.remove(key);
  }

  /** The access of the past. Who may read it is decided by today's. */
  async function readSeen(options: ReadOptions | undefined) {
    const { at, signal } = parseOptions(readSchema, options);
    const during = sessionUntil(session, signal);
    const { now, seen } = await loadTenantAt(during, at, [ACCESS_STREAM]);
    authorizeTarget(during, now.access, "READ", WHOLE_TENANT);
    return { during, at, access: seen.access };
  }

  return {
    create: (input, options) => writeOne({ ...input, type: "CreateApplication" }, options),
    async get(id, options) {
      const { access } = await readSeen(options);
      return applicationView(access, parseField("id", applicationIdSchema, id));
    },
    async list(options) {
      const { applications } = (await readSeen(options)).access;
      const living = Object.values(applications).filter(({ deleted }) => !deleted);
      return deepFreeze(living.sort(byId).map(shownApplication));
    },
    async delete(id, options) {
      const deleted = await writeOne({ type: "DeleteApplication", id }, options);
      // They have stopped with the application already, so that an abort need not wait for it.
      const signal = options?.signal;
      await untilAborted(signal, "writes", () => secondStep(() => removeKeys(id))).catch((error: unknown) => {
        if (signal?.aborted !== true) throw error;
      });
      return deleted;
    },
    addRole: (id, role, options) => writeOne({ type: "AddRole", id, role }, options),
    removeRole: (id, role, options) => writeOne({ type: "RemoveRole", id, role }, options),
    async createKey(id, options) {
      const during = writeSessionUntil(session, signalOfWrite(options));
      const access = await read(during, "UPDATE");
      await authorizeKey(during, access, applicationView(access, parseField("id", applicationIdSchema, id)));
      const createdAt = session.clock.now();
      const secret = session.ids.secret();
      const key = { id: `key_${session.ids.ulid(createdAt)}`, createdAt };
      const actor = { id: applicationActorId(id), kind: "application" } as const;
      const owner = { actorId: actor.id, actorKind: actor.kind };
      await write(session, [{ type: "CreateKey", keyId: key.id, ...owner }], options);
      const keys = keysUntil(session.keys, during.signal);
      await secondStep(() => keys.add(secret, { ...key, tenant, actor }));
      return Object.freeze({ ...key, enabled: true, secret });
    },
    async keys(id, options) {
      const { during, at, access } = await readSeen(options);
      const { id: known } = applicationView(access, parseField("id", applicationIdSchema, id));
      const keys = await keysOf(during, known);
      const shown = at === undefined ? keys.map(shownKey) : keysAt(access, known, keys);
      return deepFreeze([...shown].sort(byId));
    },
    async deleteKey(id, keyId, options) {
      const during = writeSessionUntil(session, signalOfWrite(options));
      const access = await read(during, "UPDATE");
      const owner = applicationActorId(applicationView(access, parseField("id", applicationIdSchema, id)).id);
      const keys = keysUntil(session.keys, during.signal);
      const found = (await keysOf(during, id)).filter((key) => key.id === keyId);
      // The key ends first. If the event then fails, the state says that it is still to come.
      for (const key of found) await keys.remove(key);
      const isUntold = own(access.keys, keyId)?.actorId === owner;
      if (isUntold) await secondStep(() => write(session, [{ type: "RevokeKey", keyId }], options));
      return isUntold || found.length > 0;
    },
    async setKeyEnabled(id, keyId, enabled, options) {
      const during = writeSessionUntil(session, signalOfWrite(options));
      const access = await read(during, "UPDATE");
      const application = applicationView(access, parseField("id", applicationIdSchema, id));
      if (parseField("enabled", z.boolean(), enabled)) await authorizeKey(during, access, application);
      const keys = keysUntil(session.keys, during.signal);
      const key = await keys.get(tenant, parseField("keyId", z.string(), keyId));
      if (key?.actor.id !== applicationActorId(id)) return null;
      const changed = await setEnabled(session, keys, key, enabled, options);
      return changed === null ? null : Object.freeze(shownKey(changed));
    },
    async findByKey(keyId, options) {
      const id = parseField("keyId", z.string(), keyId);
      const { during, at, access } = await readSeen(options);
      const key = at === undefined ? await keysUntil(session.keys, during.signal).get(tenant, id) : null;
      const current = key?.actor.kind === "application" ? key.actor.id : null;
      const owner = at === undefined ? current : (own(access.keys, id)?.actorId ?? null);
      const applicationId = owner === null ? null : applicationOfActor(owner);
      const found = applicationId === null ? undefined : own(access.applications, applicationId);
      return found === undefined || found.deleted ? null : shownApplication(found);
    },
  };
}

/** The keys that an application had. The history says which; when one was made is kept with the key, as long as there is one. */
function keysAt(access: AccessState, id: string, today: readonly StoredApiKey[]): readonly AccessKey[] {
  const owner = applicationActorId(id);
  return Object.entries(access.keys).flatMap(([keyId, { actorId, enabled, createdAt }]) => {
    if (actorId !== owner) return [];
    const kept = today.find((key) => key.id === keyId);
    return [{ id: keyId, createdAt: kept?.createdAt ?? createdAt, enabled }];
  });
}

function shownKey({ id, createdAt, disabled }: StoredApiKey): AccessKey {
  return { id, createdAt, enabled: disabled !== true };
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return compareText(left.id, right.id);
}
