import * as z from "zod";
import type { CommandOf } from "../decider.ts";
import { integrationNameSchema, modelNameSchema } from "../integration/names.ts";
import type { GivenTag } from "../integration/resource-tag.ts";
import { givenTagsSchema } from "../integration/resource-tag.ts";
import { jsonArray, text } from "../validation/json.ts";
import type { CommandSchemas } from "../validation/parse.ts";
import { commandSchemas } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { ActorKind } from "./actor.ts";
import { subjectSchema } from "./actor.ts";
import type { AccessTarget, Grant, Permission, Subject } from "./grant.ts";
import { PERMISSIONS } from "./grant.ts";

/** A command on the grants of a target. */
interface OnTarget extends Grant {
  /** What the permissions are on. */
  readonly target: AccessTarget;
}

/** A command on an application. */
interface OnApplication {
  /** The id of an application that is not deleted. */
  readonly id: string;
}

/** A command on tags of an application. */
interface OnTags extends OnApplication {
  /** Up to 100. */
  readonly tags: readonly GivenTag[];
}

/** A command on a role of an application. */
interface OnRole extends OnApplication {
  /** 1 to 255 characters. */
  readonly role: string;
}

/** A command on an API key. */
interface OnKey {
  /** The id of the key, which is not secret. 1 to 255 characters. */
  readonly keyId: string;
}

/** What can be asked of a tenant's access, by the type of the command. */
export interface AccessCommands {
  /** Gives a subject permissions on a target, beside those that it has. */
  readonly GrantOnTarget: OnTarget;
  /** Takes permissions of a subject on a target away. */
  readonly RevokeOnTarget: OnTarget;
  /** Makes an application. */
  readonly CreateApplication: {
    /** `[A-Za-z0-9_-]{1,64}`, never used before in the tenant; `app_` and a ULID unless given. */
    readonly id?: string;
    /** 1 to 255 characters. */
    readonly name: string;
  };
  /** Gives an application another name. */
  readonly RenameApplication: OnApplication & {
    /** 1 to 255 characters. */
    readonly name: string;
  };
  /** Puts tags on an application, beside those that it has. */
  readonly TagApplication: OnTags;
  /** Takes exactly these tags off an application. Those that it does not have change nothing. */
  readonly UntagApplication: OnTags;
  /** Deletes an application, for good. */
  readonly DeleteApplication: OnApplication;
  /** Gives an application a role. */
  readonly AddRole: OnRole;
  /** Takes a role from an application. */
  readonly RemoveRole: OnRole;
  /** Says that a key is made. */
  readonly CreateKey: KeyOwner & OnKey;
  /** Says that a key is enabled or disabled. */
  readonly SetKeyEnabled: OnKey & {
    /** Whether the key is accepted from now on. */
    readonly enabled: boolean;
  };
  /** Says that a key was revoked. */
  readonly RevokeKey: OnKey;
  /** Says that a person is erased from the actor directory. */
  readonly ErasePerson: Pick<KeyOwner, "actorId">;
}

/** The actor that has an API key. */
export interface KeyOwner {
  /** The id of the actor; for an application, `app:` followed by its id. */
  readonly actorId: string;
  /** An `admin` needs no grants. */
  readonly actorKind: Exclude<ActorKind, "host">;
}

/** The commands whose events only say what the ledger changes in its records. No batch takes them. */
export type RecordCommand = AccessCommand<"CreateKey" | "SetKeyEnabled" | "RevokeKey" | "ErasePerson">;

/** The call for each {@link RecordCommand}. */
export const CALL_FOR_RECORDS: { readonly [Type in RecordCommand["type"]]: string } = {
  CreateKey: "applications.createKey",
  SetKeyEnabled: "applications.setKeyEnabled",
  RevokeKey: "applications.deleteKey",
  ErasePerson: "actors.erase",
};

/** What can be asked of a tenant's access. */
export type AccessCommand<Type extends keyof AccessCommands = keyof AccessCommands> = CommandOf<
  AccessCommands,
  Type
>;

/** The schema of a grant. */
export const grantShape: {
  readonly subject: z.ZodType<Subject>;
  readonly permissions: z.ZodType<readonly Permission[]>;
} = {
  subject: subjectSchema,
  permissions: jsonArray(z.enum(PERMISSIONS as readonly [Permission, ...Permission[]]), 5, 1),
};

/** The schema of a target that is no prompt. */
export const targetSchema: z.ZodType<AccessTarget> = schemaFor(
  z.union(
    [
      z.strictObject({ tag: text(511, 1) }),
      z.strictObject({ integration: integrationNameSchema, model: modelNameSchema.optional() }),
      z.strictObject({ tenant: z.literal(true) }),
    ],
    {
      error: "must be a prompt, { tag }, { integration }, { integration, model } or { tenant: true }",
    },
  ),
);

/** The id of an application. */
export const applicationIdSchema: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/u, {
    message: "must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -",
  })
  .refine((id) => id !== "__proto__", { message: "must not be __proto__" });

/** The id of an API key. */
const keyIdSchema: z.ZodType<string> = text(255, 1).refine((id) => id !== "__proto__", {
  message: "must not be __proto__",
});

const role = text(255, 1);
const onTarget = { target: targetSchema, ...grantShape };

/** The commands' schemas, by type. */
export const accessCommandSchemas: CommandSchemas<AccessCommands> = commandSchemas<AccessCommands>({
  GrantOnTarget: onTarget,
  RevokeOnTarget: onTarget,
  CreateApplication: { id: applicationIdSchema.optional(), name: text(255, 1) },
  RenameApplication: { id: applicationIdSchema, name: text(255, 1) },
  TagApplication: { id: applicationIdSchema, tags: givenTagsSchema },
  UntagApplication: { id: applicationIdSchema, tags: givenTagsSchema },
  DeleteApplication: { id: applicationIdSchema },
  AddRole: { id: applicationIdSchema, role },
  RemoveRole: { id: applicationIdSchema, role },
  CreateKey: {
    keyId: keyIdSchema,
    actorId: text(255, 1),
    actorKind: z.enum(["user", "application", "admin"]),
  },
  SetKeyEnabled: { keyId: keyIdSchema, enabled: z.boolean() },
  RevokeKey: { keyId: keyIdSchema },
  ErasePerson: { actorId: text(255, 1) },
});
