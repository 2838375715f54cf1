import * as z from "zod";
import { hasMethods } from "../validation/check-options.ts";
import type { Signal } from "./clock.ts";

/** The schema of a signal. */
export const signalSchema: z.ZodType<Signal> = z.custom<Signal>(
  (value) =>
    hasMethods(value, ["addEventListener", "removeEventListener"]) &&
    typeof (value as Signal).aborted === "boolean",
  { error: "must be an AbortSignal" },
);
