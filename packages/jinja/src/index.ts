// The public API of @promptledger/jinja.

export { type JinjaRendererOptions, jinjaRenderer } from "./jinja-renderer.ts";
export { DEFAULT_LIMITS, type JinjaLimits } from "./limits.ts";
