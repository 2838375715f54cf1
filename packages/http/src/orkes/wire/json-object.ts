import type { JsonObject } from "@promptledger/core";
import { isJsonObject } from "@promptledger/core";
import * as z from "zod";

/** An object of a body, such as a provider's settings. The ledger checks what is in it. */
export const jsonObject: z.ZodType<JsonObject> = z.custom<JsonObject>(isJsonObject, {
  error: "expected an object",
});
