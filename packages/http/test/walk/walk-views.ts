import type { Version } from "@promptledger/core";
import { JANE } from "../respan-client.ts";
import type { TwoApis } from "../two-apis.ts";
import { agree } from "./agree.ts";
import type { Meet } from "./walk-counts.ts";
import type { ModelPrompt, Slot, WalkModel } from "./walk-model.ts";
import { numbersOf, same, templateOf } from "./walk-model.ts";

/** Compares what the library, Respan's API and Orkes' API show of a prompt with the model. */
export async function compareViews(
  apis: TwoApis,
  model: WalkModel,
  prompt: ModelPrompt,
  meet: Meet,
): Promise<void> {
  const path = `/${prompt.id}`;
  if (!prompt.alive) {
    agree((await apis.respan("GET", `${path}/`)).status, 404);
    return;
  }
  const committed = numbersOf(prompt).filter((number) => prompt.slots.get(number)?.committed);
  const [library, detail, rows, templates] = await Promise.all([
    apis.acme.versions.list(prompt),
    apis.respan("GET", `${path}/`),
    apis.respan("GET", `${path}/versions/?page_size=100`),
    apis.orkes("GET", `/${encodeURIComponent(prompt.slug)}/versions`),
  ]);
  const downward = [...numbersOf(prompt)].reverse();
  agree(
    library.items.map((version) => same(...libraryView(version, prompt))),
    downward.map(() => true),
  );
  agree(
    rows.body["results"],
    downward.map((number) => respanView(number, slotOf(prompt, number), prompt, meet)),
  );
  const live = prompt.live.get("production");
  agree(detail.body, {
    name: prompt.name,
    prompt_slug: prompt.slug,
    commit_count: committed.length,
    prompt_live_version_number: live?.number ?? null,
    live_version:
      live === undefined ? null : { version: live.number, messages: live.slot.content["messages"] },
    tags: [...prompt.tags.values()].map(({ key, value }) => ({
      name: value === null ? key : `${key}:${value}`,
    })),
  });
  if (live !== undefined && prompt.slots.get(live.number) !== live.slot) meet("X13");
  if (prompt.tags.size > 0) meet("X11");
  if (committed.length < prompt.slots.size) meet("X4");
  if (committed.length === 0) {
    agree(templates.status, 404);
    meet("X3");
    return;
  }
  const latest = await apis.orkes("GET", `/${encodeURIComponent(prompt.slug)}`);
  const expected = committed.toReversed().map((number) => orkesView(number, prompt, model, meet));
  agree(templates.body, expected);
  agree(latest.body, expected[0]);
}

function slotOf(prompt: ModelPrompt, number: number): Slot {
  const slot = prompt.slots.get(number);
  if (slot === undefined) throw new Error(`the model has no version ${number}`);
  return slot;
}

/** Everything of a version that the model knows, as it is and as it should be; neither may have more. */
function libraryView(version: Version, prompt: ModelPrompt): readonly [object, object] {
  const { number, content, description, integrations, status, createdBy, updatedBy } = version;
  const slot = slotOf(prompt, number);
  const committed = status === "committed";
  const shown = { number, description, integrations, committed, createdBy, updatedBy, ...prefixed(content) };
  const { content: expected, ...rest } = slot;
  return [shown, { number, ...rest, ...prefixed(expected) }];
}

function prefixed(content: object): object {
  return Object.fromEntries(Object.entries(content).map(([field, value]) => [`content.${field}`, value]));
}

function respanView(number: number, slot: Slot, prompt: ModelPrompt, meet: Meet): object {
  const { content, integrations, description, committed } = slot;
  const [integration = ""] = integrations;
  const model = content["model"];
  if (model === undefined) meet("X9");
  const elsewhere =
    prompt.live.get("staging")?.number === number && prompt.live.get("production")?.number !== number;
  if (elsewhere) meet("X9");
  return {
    version: number,
    description,
    messages: content["messages"],
    model: model ?? integration.slice(integration.indexOf(":") + 1),
    temperature: content["temperature"] ?? null,
    max_tokens: content["maxTokens"] ?? null,
    variables: content["variables"] ?? {},
    stream: content["stream"] ?? false,
    readonly: committed,
    is_deployed: prompt.live.get("production")?.number === number,
  };
}

function orkesView(number: number, prompt: ModelPrompt, model: WalkModel, meet: Meet): object {
  const { content, description, integrations, createdBy, updatedBy } = slotOf(prompt, number);
  const template = templateOf(content);
  if (!same(content["templateSyntax"], "dollar")) meet("X10");
  const person = (id: string): string => {
    if (id !== JANE.id) return id;
    meet("X15");
    return model.erased.has(id) ? "erased" : (JANE.email ?? id);
  };
  const pattern = content["templateSyntax"] === "dollar" ? /\$\{(\w+)\}/gu : /\{\{(\w+)\}\}/gu;
  return {
    name: prompt.slug,
    version: number,
    template,
    description: description ?? "",
    integrations,
    variables: [...new Set([...template.matchAll(pattern)].map(([, name]) => name))],
    tags: [...prompt.tags.values()].map(({ key, value }) => ({ key, value: value ?? "" })),
    createdBy: person(createdBy),
    updatedBy: person(updatedBy),
    ...("temperature" in content ? { temperature: content["temperature"] } : {}),
  };
}
