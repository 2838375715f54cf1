import type * as z from "zod";
import { isJsonObject, jsonObject, utf8Length } from "../validation/json.ts";
import { schemaFor } from "../validation/schema-for.ts";

/** What a host keeps with its writes, such as a ticket or a release. */
export interface HostMetadata {
  readonly [name: string]: string | number | boolean | null;
}

/** How many bytes it may have as JSON text. */
const MAXIMUM_BYTES = 1024;

/** The schema of {@link HostMetadata}: a flat object of at most 1,024 bytes as JSON text. */
export const hostMetadataSchema: z.ZodType<HostMetadata> = schemaFor<HostMetadata>(
  jsonObject
    .refine((value) => Object.values(value).every((one) => !isJsonObject(one) && !Array.isArray(one)), {
      message: "must be flat: its values may be texts, numbers, booleans and null",
    })
    .refine((value) => utf8Length(JSON.stringify(value)) <= MAXIMUM_BYTES, {
      message: `must have at most ${MAXIMUM_BYTES} bytes as JSON text`,
    }) as z.ZodType<HostMetadata>,
);
