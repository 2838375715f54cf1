import type { TenantLedger } from "@promptledger/core";
import type { DeclaredPrompt } from "./declaration-file.ts";
import { INDENT } from "./declaration-file.ts";
import { variablesType } from "./variables-type.ts";

const PAGE_SIZE = 200;

/** Every prompt that is live in an environment, with the type of the values that what is live takes. */
export async function livePrompts(
  { prompts, versions }: Pick<TenantLedger, "prompts" | "versions">,
  environment: string,
): Promise<readonly DeclaredPrompt[]> {
  const found = new Map<string, DeclaredPrompt>();
  for (let last = ""; ; ) {
    // Each page begins after the last id of the one before: what is deleted meanwhile moves no other prompt.
    const filters = [
      { type: "compare", field: "live.number", operator: "greaterOrEqual", value: 0 },
      { type: "compare", field: "id", operator: "greater", value: last },
    ] as const;
    const { items } = await prompts.find({
      environment,
      filter: { type: "and", filters },
      sort: { field: "id", direction: "ascending" },
      page: { number: 1, size: PAGE_SIZE },
    });
    for (const { slug, live } of items) {
      if (live === null) continue;
      const { content } = live.version;
      found.set(slug, { slug, variables: variablesType(content, versions.inspect(content), INDENT) });
    }
    if (items.length < PAGE_SIZE) return [...found.values()];
    last = items.at(-1)?.id ?? last;
  }
}
