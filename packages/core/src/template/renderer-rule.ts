import type { OptionRule } from "../validation/check-options.ts";
import { hasMethods } from "../validation/check-options.ts";
import type { Renderer } from "./renderer.ts";

/** What a renderer that a host passes must be. */
export const rendererRule: OptionRule = {
  isValid: (value) => hasMethods(value, ["compile"]) && (value as Partial<Renderer>).syntax === "jinja",
  wanted: 'a renderer with the syntax "jinja" and the method compile',
};
