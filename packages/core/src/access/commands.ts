import { z } from "zod";
import { integrationNameSchema, modelNameSchema } from "../integration/names.ts";
import { text } from "../validation/json.ts";
import { commandSchema } from "../validation/parse.ts";
import { subjectSchema } from "./actor.ts";
import type { AccessTarget, Permission, Subject } from "./grant.ts";
import { PERMISSIONS } from "./grant.ts";

/** Gives a subject permissions on a target, beside those that it has. */
export interface GrantOnTarget {
  readonly type: "GrantOnTarget";
  readonly target: AccessTarget;
  readonly subject: Subject;
  readonly permissions: readonly Permission[];
}

/** Takes permissions of a subject on a target away. */
export interface RevokeOnTarget {
  readonly type: "RevokeOnTarget";
  readonly target: AccessTarget;
  readonly subject: Subject;
  readonly permissions: readonly Permission[];
}

/** Makes an application. */
export interface CreateApplication {
  readonly type: "CreateApplication";
  /** `[A-Za-z0-9_-]{1,64}`, never used before in the tenant; `app_` and a ULID unless given. */
  readonly id?: string;
  /** 1 to 255 characters. */
  readonly name: string;
}

/** Deletes an application, for good. */
export interface DeleteApplication {
  readonly type: "DeleteApplication";
  readonly id: string;
}

/** Gives an application a role. */
export interface AddRole {
  readonly type: "AddRole";
  readonly id: string;
  /** 1 to 255 characters. */
  readonly role: string;
}

/** Takes a role from an application. */
export interface RemoveRole {
  readonly type: "RemoveRole";
  readonly id: string;
  readonly role: string;
}

/** What can be asked of a tenant's access. */
export type AccessCommand =
  | GrantOnTarget
  | RevokeOnTarget
  | CreateApplication
  | DeleteApplication
  | AddRole
  | RemoveRole;

/** The schema of a grant. */
export const grantShape: {
  readonly subject: z.ZodType<Subject>;
  readonly permissions: z.ZodType<readonly Permission[]>;
} = {
  subject: subjectSchema,
  permissions: z
    .array(z.enum(PERMISSIONS as readonly [Permission, ...Permission[]]))
    .min(1)
    .max(5),
};

/** The schema of a target that is no prompt. */
export const targetSchema: z.ZodType<AccessTarget> = z.union([
  z.strictObject({ tag: text(511, 1) }),
  z.strictObject({ integration: integrationNameSchema, model: modelNameSchema.optional() }),
  z.strictObject({ tenant: z.literal(true) }),
]) as unknown as z.ZodType<AccessTarget>;

/** An application's id. */
export const applicationIdSchema: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/u, {
    message: "must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -",
  })
  .refine((id) => id !== "__proto__", { message: "must not be __proto__" });

const role = text(255, 1);
const onTarget = { target: targetSchema, ...grantShape };

/** The commands' schemas, by type. */
export const accessCommandSchemas: {
  readonly [Type in AccessCommand["type"]]: z.ZodType<Extract<AccessCommand, { readonly type: Type }>>;
} = {
  GrantOnTarget: commandSchema({ type: z.literal("GrantOnTarget"), ...onTarget }),
  RevokeOnTarget: commandSchema({ type: z.literal("RevokeOnTarget"), ...onTarget }),
  CreateApplication: commandSchema({
    type: z.literal("CreateApplication"),
    id: applicationIdSchema.optional(),
    name: text(255, 1),
  }),
  DeleteApplication: commandSchema({ type: z.literal("DeleteApplication"), id: applicationIdSchema }),
  AddRole: commandSchema({ type: z.literal("AddRole"), id: applicationIdSchema, role }),
  RemoveRole: commandSchema({ type: z.literal("RemoveRole"), id: applicationIdSchema, role }),
};
