import type { Permission, Subject } from "@promptledger/core";
import { PERMISSIONS } from "@promptledger/core";
import * as z from "zod";

/** The prefix of the ids of applications' actors. */
export const APPLICATION = "app:";

const upperCase = z.string().toUpperCase();

/** Who a grant is for, as Orkes' API writes it: an application is a user whose id begins with `app:`. */
export const wireSubject: z.ZodType<Subject> = z
  .object({
    type: upperCase.pipe(z.enum(["USER", "GROUP", "ROLE"])),
    id: z.string().min(1),
  })
  .transform(({ type, id }) =>
    type === "USER" ? subjectOf(id) : { type: type === "GROUP" ? "group" : "role", id },
  );

/** The permissions of a grant, in upper or lower case. */
export const wireAccess: z.ZodType<readonly Permission[]> = z
  .array(upperCase.pipe(z.enum(PERMISSIONS as readonly [Permission, ...Permission[]])))
  .min(1);

/** A subject as Orkes' API writes it. */
export function subjectObject({ type, id }: Subject): { readonly type: string; readonly id: string } {
  return { type: type === "application" ? "USER" : type.toUpperCase(), id };
}

/** The subject with an actor's id. */
export function subjectOf(id: string): Subject {
  return { type: id.startsWith(APPLICATION) ? "application" : "user", id };
}
