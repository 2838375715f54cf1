import type { JsonObject } from "../validation/json.ts";
import type { Content } from "../version/content.ts";
import type { TemplateInfo } from "./inspect.ts";
import { infoOf } from "./inspect.ts";
import type { Rendered, RenderOptions } from "./render.ts";
import { render } from "./render.ts";
import type { Renderer } from "./renderer.ts";
import { templateCache } from "./template-cache.ts";

/** The templates of one ledger: compiled once, with its renderer. */
export interface Templates {
  /**
   * Puts values in the templates of a content. The hash finds what was compiled before; null compiles for this call. Throws
   * `variables-mismatch` and `template-invalid`.
   */
  render(
    content: Content,
    contentHash: string | null,
    values?: JsonObject,
    options?: RenderOptions,
  ): Rendered;
  /** The variables and faults of a content, compiled for this call. */
  inspect(content: Content): TemplateInfo;
  /** Its faults alone. */
  faults(content: Content): TemplateInfo["faults"];
}

/** The templates of a ledger. Without a renderer, Jinja's logic is a fault. */
export function templatesOf(renderer: Renderer | null): Templates {
  const cache = templateCache(renderer);
  return {
    render: (content, contentHash, values = {}, options) =>
      render(cache.get(content, contentHash), values, options),
    inspect: (content) => infoOf(cache.get(content, null)),
    faults: (content) => cache.get(content, null).faults,
  };
}
