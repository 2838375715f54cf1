import type { JsonObject, RendererFlaw, RendererTemplate } from "@promptledger/core";
import { jinjaRenderer } from "../src/jinja-renderer.ts";
import type { JinjaLimits } from "../src/limits.ts";

/** A text, compiled. Throws its flaw. */
export function compiled(text: string, limits: Partial<JinjaLimits> = {}): RendererTemplate {
  const template = jinjaRenderer({ limits }).compile(text);
  if (template.status === "invalid") throw new Error(template.reason);
  return template;
}

/** A text, rendered with these values. */
export function rendered(text: string, values: JsonObject = {}, limits: Partial<JinjaLimits> = {}): string {
  return compiled(text, limits).render(values);
}

/** What is wrong with a text. */
export function flawOf(text: string): RendererFlaw {
  const template = jinjaRenderer().compile(text);
  if (template.status === "compiled") throw new Error("it has no flaw");
  return template;
}
