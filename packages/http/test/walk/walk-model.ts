/** A content as the model knows it: fields by name. */
export type ModelContent = { readonly [field: string]: unknown };

/** A message of the model. */
export interface ModelMessage {
  readonly role: string;
  readonly content: unknown;
}

/** A numbered slot. Never changed in place, so that what is live keeps what it was. */
export interface Slot {
  readonly content: ModelContent;
  readonly description: string | null;
  readonly integrations: readonly string[];
  readonly committed: boolean;
  readonly createdBy: string;
  readonly updatedBy: string;
}

/** What is live in an environment. */
export interface ModelPin {
  readonly number: number;
  readonly slot: Slot;
}

/** A prompt. */
export interface ModelPrompt {
  readonly id: string;
  slug: string;
  name: string;
  alive: boolean;
  /** Who may do everything with it beside admins. */
  readonly owner: string;
  readonly tags: Map<string, { readonly key: string; readonly value: string | null }>;
  readonly slots: Map<number, Slot>;
  highest: number;
  readonly live: Map<string, ModelPin>;
}

/** All that there is. */
export interface WalkModel {
  readonly prompts: Map<string, ModelPrompt>;
  /** Those who were erased. */
  readonly erased: Set<string>;
}

/** What a save says. */
export interface Save {
  readonly number: number | "next" | "current";
  readonly mode: "replace" | "patch";
  readonly text: string;
  readonly description?: string;
  readonly integrations?: readonly string[];
  readonly fields?: ModelContent;
}

/** A prompt without versions. */
export function newPrompt(id: string, slug: string, name: string, owner: string): ModelPrompt {
  return {
    id,
    slug,
    name,
    alive: true,
    owner,
    tags: new Map(),
    slots: new Map(),
    highest: 0,
    live: new Map(),
  };
}

/** The living prompt of a slug. */
export function promptOf({ prompts }: WalkModel, slug: string): ModelPrompt | undefined {
  return [...prompts.values()].find((prompt) => prompt.alive && prompt.slug === slug);
}

/** The numbers of a prompt, ascending. */
export function numbersOf({ slots }: ModelPrompt): readonly number[] {
  return [...slots.keys()].sort((left, right) => left - right);
}

/** The number of the draft. */
export function draftOf(prompt: ModelPrompt): number | undefined {
  return numbersOf(prompt).find((number) => prompt.slots.get(number)?.committed === false);
}

/** The highest committed number. */
export function latestOf(prompt: ModelPrompt): number | undefined {
  return numbersOf(prompt).findLast((number) => prompt.slots.get(number)?.committed);
}

/** A content's template: its texts, joined by a blank line. */
export function templateOf(content: ModelContent): string {
  const texts: string[] = [];
  for (const { content: inner } of (content["messages"] ?? []) as readonly ModelMessage[]) {
    if (typeof inner === "string") texts.push(inner);
    else for (const { text } of inner as readonly { readonly text: string }[]) texts.push(text);
  }
  return texts.filter((text) => text !== "").join("\n\n");
}

/** Whether two things are the same, whatever the order of their fields. */
export function same(left: unknown, right: unknown): boolean {
  return ordered(left) === ordered(right);
}

function ordered(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value) ?? "";
  return JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Adds the next number as a draft; the draft before it is committed. */
export function addDraft(
  prompt: ModelPrompt,
  slot: Pick<Slot, "content" | "description" | "integrations">,
  by: string,
) {
  commitDraft(prompt, by);
  prompt.highest += 1;
  prompt.slots.set(prompt.highest, { ...slot, committed: false, createdBy: by, updatedBy: by });
}

/** Commits the draft, if there is one. */
export function commitDraft(prompt: ModelPrompt, by: string): void {
  const number = draftOf(prompt);
  const slot = number === undefined ? undefined : prompt.slots.get(number);
  if (number !== undefined && slot !== undefined)
    prompt.slots.set(number, { ...slot, committed: true, updatedBy: by });
}

/** Commits the draft and opens the next one with the same in it, as Respan's commit does. */
export function commitAndOpen(prompt: ModelPrompt, by: string): void {
  const slot = prompt.slots.get(draftOf(prompt) ?? 0);
  if (slot !== undefined) addDraft(prompt, slot, by);
}

/** Puts a committed slot live. */
export function goLive(prompt: ModelPrompt, environment: string, number: number): void {
  const slot = prompt.slots.get(number);
  if (slot !== undefined) prompt.live.set(environment, { number, slot });
}

/** Saves as Orkes' API does; answers the number, and what rule X6 says of it. */
export function saveSlot(prompt: ModelPrompt, save: Save, by: string): number {
  const top = numbersOf(prompt).at(-1) ?? 0;
  const number = save.number === "next" ? top + 1 : save.number === "current" ? top || 1 : save.number;
  const draft = draftOf(prompt);
  if (draft !== undefined && (number > draft || (number === draft && save.mode === "replace")))
    commitDraft(prompt, by);
  prompt.highest = Math.max(prompt.highest, number);
  const before = prompt.slots.get(number);
  const fresh = {
    messages: [{ role: "user", content: save.text }],
    templateSyntax: "dollar",
    ...save.fields,
  };
  if (before === undefined) {
    const notes = { description: save.description ?? null, integrations: save.integrations ?? [] };
    prompt.slots.set(number, { content: fresh, ...notes, committed: true, createdBy: by, updatedBy: by });
    return number;
  }
  const replaces = save.mode === "replace";
  const after: Slot = {
    ...before,
    content: replaces
      ? fresh
      : { ...before.content, ...textChange(before.content, save.text), ...save.fields },
    description: save.description ?? (replaces ? null : before.description),
    integrations: save.integrations ?? (replaces ? [] : before.integrations),
  };
  const differs = !same({ ...after }, { ...before });
  if (replaces && (differs || before.createdBy !== by))
    prompt.slots.set(number, { ...after, committed: true, createdBy: by, updatedBy: by });
  else if (differs || !before.committed)
    prompt.slots.set(number, { ...after, committed: true, updatedBy: by });
  return number;
}

function textChange(content: ModelContent, text: string): ModelContent {
  const messages = content["messages"] as readonly ModelMessage[];
  if (templateOf(content) === text) return {};
  return {
    messages: [{ role: messages.length === 1 ? (messages[0]?.role ?? "user") : "user", content: text }],
  };
}

/** Deletes it, with what is live. */
export function deletePrompt(prompt: ModelPrompt): void {
  prompt.alive = false;
  prompt.live.clear();
}
