import { z } from "zod";
import type { AccessCommand } from "../access/commands.ts";
import { accessCommandSchema, applicationIdSchema } from "../access/commands.ts";
import { decideAccess } from "../access/decide.ts";
import type { Permission } from "../access/grant.ts";
import { WHOLE_TENANT } from "../access/grant.ts";
import type { StoredApiKey } from "../identity/api-keys.ts";
import type { AccessState } from "../access/state.ts";
import { ACCESS_STREAM, applicationActorId } from "../access/state.ts";
import { compareText } from "../catalog/evaluate.ts";
import { LedgerError } from "../errors.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import { parse } from "../validation/parse.ts";
import type { AccessKey, Application, Applications } from "./access-facade.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import type { Engine, Session } from "../read/engine.ts";
import type { TenantWriteOptions } from "./options.ts";
import { writeTenant } from "./tenant-write.ts";
import type { Written } from "../read/views.ts";
import { loadWorkspace } from "../read/load.ts";

const idWrapper = z.strictObject({ id: applicationIdSchema });

/** The calls on applications and their access keys. */
export function applicationsOf(engine: Engine, session: Session): Applications {
  const { tenant } = session;

  async function write(
    given: Extract<AccessCommand, { readonly id: string }>,
    options?: TenantWriteOptions,
    mints = false,
  ): Promise<Written<Application>> {
    const command = parse(accessCommandSchema, given);
    return writeTenant(
      engine,
      session,
      {
        input: mints ? { ...command, id: null } : command,
        minted: given.id,
        decide({ access }) {
          authorizeTarget(engine, session, access, "UPDATE", WHOLE_TENANT);
          return decideAccess(command, access);
        },
        view: ({ access }, id) => applicationView(access, id, true),
      },
      options,
    );
  }

  async function read(permission: Permission): Promise<AccessState> {
    const { access } = (await loadWorkspace(engine, tenant, { tenantStreams: [ACCESS_STREAM] })).tenant;
    authorizeTarget(engine, session, access, permission, WHOLE_TENANT);
    return access;
  }

  async function keysOf(id: string): Promise<readonly StoredApiKey[]> {
    const actorId = applicationActorId(id);
    return (await engine.keys.list()).filter((key) => key.tenant === tenant && key.actor.id === actorId);
  }

  async function requireOne(id: string, permission: Permission): Promise<void> {
    applicationView(await read(permission), parse(idWrapper, { id }).id);
  }

  return {
    create({ name, id }, options) {
      const minted = `app_${engine.ids.ulid(engine.clock.now())}`;
      return write({ type: "CreateApplication", id: id ?? minted, name }, options, id === undefined);
    },
    async get(id) {
      return applicationView(await read("READ"), id);
    },
    async list() {
      const { applications } = await read("READ");
      const living = Object.values(applications).filter(({ deleted }) => !deleted);
      return deepFreeze(living.sort((left, right) => compareText(left.id, right.id)).map(shown));
    },
    async delete(id, options) {
      const deleted = await write({ type: "DeleteApplication", id }, options);
      // They have stopped with the application already.
      for (const key of await keysOf(id)) await engine.keys.remove(key);
      return deleted;
    },
    addRole: (id, role, options) => write({ type: "AddRole", id, role }, options),
    removeRole: (id, role, options) => write({ type: "RemoveRole", id, role }, options),
    async createKey(id) {
      await requireOne(id, "UPDATE");
      const createdAt = engine.clock.now();
      const secret = engine.ids.secret();
      const key = { id: `key_${engine.ids.ulid(createdAt)}`, createdAt };
      const actor = { id: applicationActorId(id), kind: "application" } as const;
      await engine.keys.add(secret, { ...key, tenant, actor });
      return Object.freeze({ ...key, secret });
    },
    async keys(id) {
      await requireOne(id, "READ");
      return deepFreeze(
        (await keysOf(id)).map(keyView).sort((left, right) => compareText(left.id, right.id)),
      );
    },
    async deleteKey(id, keyId) {
      await requireOne(id, "UPDATE");
      for (const key of await keysOf(id)) if (key.id === keyId) await engine.keys.remove(key);
    },
  };
}

function keyView({ id, createdAt }: StoredApiKey): AccessKey {
  return { id, createdAt };
}

function applicationView(access: AccessState, id: string, alsoDeleted = false): Application {
  const found = own(access.applications, id);
  if (found === undefined || (found.deleted && !alsoDeleted))
    throw new LedgerError("application-not-found", `there is no application with the id ${id}`);
  return deepFreeze(shown(found));
}

function shown({ deleted: _deleted, ...application }: AccessState["applications"][string]): Application {
  return { ...application };
}
