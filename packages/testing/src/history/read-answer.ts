import { idOf } from "../model/model-ledger.ts";
import type { ModelPrompt, ModelTenant } from "../model/model-state.ts";
import { numberOf, numbersOf } from "../model/model-state.ts";
import type { View } from "../model/model-view.ts";
import { viewOfDeployment, viewOfDetails, viewOfPrompt, viewOfVersion } from "../model/model-view.ts";
import type { Writer } from "../model/writers.ts";
import type { Outcome, Read } from "./operation.ts";

/** A read whose answer depends only on the state of the tenant. */
export type StateRead = Exclude<Read, { readonly what: "events" | "log" }>;

const views = new WeakMap<ModelPrompt, Map<string, View>>();

/** The view of a prompt. It is kept, because a prompt is the same in many states. */
function promptView(prompt: ModelPrompt, environment: string): View {
  const known = views.get(prompt) ?? new Map<string, View>();
  views.set(prompt, known);
  const view = known.get(environment) ?? viewOfPrompt(prompt, environment);
  known.set(environment, view);
  return view;
}

/** How a ledger with this state answers a read, without positions. */
export function readAnswer(tenant: ModelTenant, read: StateRead, { environment }: Writer): Outcome {
  switch (read.what) {
    case "prompts": {
      const alive = [...tenant.prompts.values()].filter((prompt) => prompt.alive);
      return answered({
        total: alive.length,
        items: byId(alive.map((one) => promptView(one, environment))),
      });
    }
    case "live": {
      const prompt = tenant.prompts.get(idOf(tenant, read.slug) ?? "");
      const live = prompt?.live.get(environment);
      if (prompt === undefined) return refused("prompt-not-found");
      if (live === undefined) return refused("not-deployed");
      const view = viewOfDeployment(prompt, environment, live);
      const { versionId: _id, deployedBy: _by, promptRevision: _revision, version: _version, ...rest } = view;
      return answered({ ...rest, slug: prompt.slug, reason: "deployed", content: live.version.content });
    }
    default: {
      const prompt = tenant.prompts.get(read.prompt);
      if (prompt === undefined) return refused("prompt-not-found");
      return prompt.alive ? ofPrompt(prompt, read, environment) : refused("prompt-deleted");
    }
  }
}

function ofPrompt(
  prompt: ModelPrompt,
  read: Extract<StateRead, { readonly prompt: string }>,
  environment: string,
): Outcome {
  if (read.what === "prompt") return answered(promptView(prompt, environment));
  if (read.what === "version") {
    const version = prompt.versions.get(numberOf(prompt, read.version));
    return version === undefined ? refused("version-not-found") : answered(viewOfVersion(prompt, version));
  }
  const newest = numbersOf(prompt).toReversed().slice(0, read.size);
  const items = newest.flatMap((number) => prompt.versions.get(number) ?? []);
  return answered({
    total: prompt.versions.size,
    items: items.map((version) => viewOfVersion(prompt, version)),
    prompt: viewOfDetails(prompt),
  });
}

/** Prompts in the order of their ids: the order of prompts that were created at the same time is the ledger's choice. */
export function byId<One extends { readonly [field: string]: unknown }>(
  items: readonly One[],
): readonly One[] {
  return items.toSorted((one, other) => (String(one["id"]) < String(other["id"]) ? -1 : 1));
}

function answered(answer: unknown): Outcome {
  return { status: "read", answer };
}

function refused(code: string): Outcome {
  return { status: "refused", code };
}
