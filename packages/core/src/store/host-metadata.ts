import type * as z from "zod";
import { isJsonObject, jsonObject } from "../validation/json.ts";
import { schemaFor } from "../validation/schema-for.ts";

/** What a host keeps with its writes, such as a ticket or a release. */
export interface HostMetadata {
  readonly [name: string]: string | number | boolean | null;
}

/** How many characters it may have as JSON text. */
const MAXIMUM_LENGTH = 1024;

/** The schema of {@link HostMetadata}: a flat object of at most 1,024 characters as JSON text. */
export const hostMetadataSchema: z.ZodType<HostMetadata> = schemaFor<HostMetadata>(
  jsonObject
    .refine((value) => Object.values(value).every((one) => !isJsonObject(one) && !Array.isArray(one)), {
      message: "must be flat: its values may be texts, numbers, booleans and null",
    })
    .refine((value) => JSON.stringify(value).length <= MAXIMUM_LENGTH, {
      message: `must have at most ${MAXIMUM_LENGTH} characters as JSON text`,
    }) as z.ZodType<HostMetadata>,
);
