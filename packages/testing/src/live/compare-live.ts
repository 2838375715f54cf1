import type { Live, LiveResolveOptions, PromptRef, Resolved, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { same } from "../contract/violation.ts";
import type { ModelTenant } from "../model/model-state.ts";

/** The environments that are compared; in the last one nothing is ever live. */
const ENVIRONMENTS = ["production", "staging", "qa", "nowhere"] as const;

/** What a call answers, in a form that can be compared, or the code of its error. */
type Outcome = { readonly [field: string]: unknown } | string;

/** Compares what a view answers about every prompt of a tenant with what the store does: by slug and by id, in each environment. */
export async function compareLive(live: Live, acme: TenantLedger, tenant: ModelTenant): Promise<void> {
  const refs = [...tenant.prompts.values()].flatMap(({ id, slug }) => [{ id }, slug]);
  await Promise.all([
    compareOne(live, acme, "no such slug", {}),
    ...refs.flatMap((ref) => ENVIRONMENTS.map((environment) => compareOne(live, acme, ref, { environment }))),
  ]);
}

/** Compares every version of every prompt, also drafts, and numbers that there are not. What a view does not hold it must say. */
export async function compareVersions(
  live: Live,
  acme: TenantLedger,
  tenant: ModelTenant,
  mayLack: boolean,
): Promise<void> {
  await Promise.all(
    [...tenant.prompts.values()].flatMap(({ id, versions }) =>
      ([...versions.keys(), 2_000_000, "latest"] as const).map((version) =>
        compareOne(live, acme, { id }, { version }, mayLack),
      ),
    ),
  );
}

/** Compares a view from a bundle with the one that it was saved from. */
export function compareBundled(bundled: Live, live: Live, tenant: ModelTenant): void {
  for (const { id, slug } of tenant.prompts.values())
    for (const ref of [{ id }, slug])
      for (const environment of ENVIRONMENTS)
        same(
          outcomeOf(() => bundled.resolve(ref, { environment })),
          outcomeOf(() => live.resolve(ref, { environment })),
          `${JSON.stringify(ref)} in ${environment}, from a bundle`,
        );
}

async function compareOne(
  live: Live,
  acme: TenantLedger,
  ref: PromptRef,
  options: LiveResolveOptions,
  mayLack = false,
): Promise<void> {
  const stored = await acme.resolve(ref, options).then(factsOf, codeOf);
  const held = outcomeOf(() => live.resolve(ref, options));
  if (held === "not-loaded" && options.version !== undefined && mayLack) return;
  same(held, stored, `${JSON.stringify(ref)} with ${JSON.stringify(options)} in the view`);
}

function outcomeOf(call: () => Resolved): Outcome {
  try {
    return factsOf(call());
  } catch (error) {
    return codeOf(error);
  }
}

function factsOf({ render: _render, ...facts }: Resolved): Outcome {
  return facts;
}

function codeOf(error: unknown): string {
  if (!isLedgerError(error)) throw error;
  return error.code;
}
