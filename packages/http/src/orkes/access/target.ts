import type { AccessTarget, PromptRef } from "@promptledger/core";
import { invalidField } from "../../api/errors/http-error.ts";

/** What a grant is on: a prompt, a provider, a model of a provider (`provider:model`), or every prompt with a tag (`key:value`). */
export function targetOf(type: string, id: string): PromptRef | AccessTarget {
  switch (type.toUpperCase()) {
    case "PROMPT":
      return id;
    case "INTEGRATION_PROVIDER":
      return { integration: id };
    case "INTEGRATION": {
      // A model's name may have colons of its own.
      const [integration = "", ...model] = id.split(":");
      return model.length === 0 ? { integration } : { integration, model: model.join(":") };
    }
    case "TAG":
      // A tag without a value is shown with an empty one (rule X11).
      return { tag: id.replace(/:$/u, "") };
    default:
      throw invalidField("target.type", "expected PROMPT, INTEGRATION_PROVIDER, INTEGRATION or TAG");
  }
}
