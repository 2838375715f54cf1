import type { Permission, PromptRef, Subject, VersionInput, VersionRef } from "@promptledger/core";
import type { Dice } from "./dice.ts";
import type { CreateCommand, ModelCommand } from "./model-command.ts";
import type { ModelPrompt, ModelTenant } from "./model-state.ts";
import { draftOf, latestOf, numbersOf } from "./model-state.ts";
import type { Action, Material } from "./plan.ts";
import { refer } from "./refer.ts";

/** The environments that deployments go to. */
const ENVIRONMENTS = ["production", "staging", "qa"] as const;

/** The ids that prompts are created with. */
const IDS = ["alpha", "Alpha", "beta", "gamma-1", "delta_2"] as const;

const LAST_NUMBER = 2 ** 31 - 1;
const PERMISSIONS: readonly Permission[] = ["READ", "UPDATE", "DELETE", "EXECUTE", "CREATE"];
const SUBJECTS: readonly Subject[] = [
  { type: "user", id: "ursula" },
  { type: "application", id: "bot" },
  { type: "group", id: "writers" },
];
const TAGS = [
  { key: "area", value: "billing" },
  { key: "area", value: null },
  { key: "área", value: "ünï" },
  { key: "area" },
] as const;

/** What a command is chosen from. */
export interface Choice {
  readonly tenant: ModelTenant;
  readonly material: Material;
  readonly dice: Dice;
}

/** A command that the tenant should accept; where it cannot be had, one that leads there. */
export function chooseCommand(choice: Choice, action: Action): ModelCommand {
  const { tenant, dice } = choice;
  if (action === "prompts.create") return chooseCreate(choice);
  if (action === "prompts.duplicate") return chooseDuplicate(choice);
  if (action === "batch.ifAbsent") return chooseIfAbsent(choice);
  if (action === "prompts.restore") {
    const deleted = dice.pick([...tenant.prompts.values()].filter((one) => !one.alive));
    if (deleted === undefined) return chooseCommand(choice, "prompts.star");
    const free = choice.material.slugs.find((slug) => !isHeld(tenant, slug));
    const slug = isHeld(tenant, deleted.slug) || dice.chance(20) ? free : undefined;
    return { type: "RestorePrompt", prompt: refer(dice, deleted), ...(slug === undefined ? {} : { slug }) };
  }
  const prompt = dice.pick(livingPrompts(tenant));
  if (prompt === undefined) return chooseCreate(choice);
  return chooseOn(choice, action, prompt, refer(dice, prompt));
}

/** The integration that every tenant has, and its model. */
export const INTEGRATION = "openai";
export const MODEL = "gpt-4o";

/** The prompts that live. */
export function livingPrompts(tenant: ModelTenant): readonly ModelPrompt[] {
  return [...tenant.prompts.values()].filter((one) => one.alive);
}

/** A version's content and notes: given ones, some fields of them, or some cleared. */
function chooseInput({ material, dice }: Choice): VersionInput {
  const content = dice.pick(material.contents) ?? {};
  const fields = Object.entries(content);
  const kept = dice.chance(30) ? fields.slice(0, 1 + dice.roll(3)) : fields;
  const cleared = dice.chance(30) ? { [dice.of("model", "temperature", "messages", "stopWords")]: null } : {};
  const notes = dice.chance(25)
    ? dice.of<VersionInput>(
        { description: "about it" },
        { integrations: [`${INTEGRATION}:${MODEL}`] },
        { integrations: [`${INTEGRATION}:another`] },
        { description: null },
      )
    : {};
  return { ...Object.fromEntries(kept), ...cleared, ...notes } as VersionInput;
}

/** Whether a living prompt has the slug. */
export function isHeld({ slugs }: ModelTenant, slug: string): boolean {
  return (slugs.get(slug)?.holder ?? null) !== null;
}

function chooseCreate({ tenant, material, dice }: Choice): CreateCommand {
  const id = dice.chance(50) ? dice.pick(IDS.filter((one) => !tenant.prompts.has(one))) : undefined;
  const slug = dice.chance(40) ? dice.pick(material.slugs.filter((one) => !isHeld(tenant, one))) : undefined;
  return {
    type: "CreatePrompt",
    name: dice.pick(material.names) ?? "Support",
    ...(id === undefined ? {} : { id }),
    ...(slug === undefined ? {} : { slug }),
    ...(dice.chance(30) ? { description: dice.of<string | null>("what it is for", null) } : {}),
    ...(dice.chance(20) ? { starred: true } : {}),
  };
}

function chooseDuplicate(choice: Choice): ModelCommand {
  const { tenant, dice } = choice;
  const source = dice.pick(livingPrompts(tenant).filter(({ versions }) => versions.size > 0));
  if (source === undefined) return chooseCommand(choice, "versions.create");
  const version = dice.chance(60) ? { version: chooseVersion(dice, source) } : {};
  return { ...chooseCreate(choice), from: { prompt: refer(dice, source), ...version } };
}

function chooseIfAbsent(choice: Choice): ModelCommand {
  const { tenant, material, dice } = choice;
  const free = material.slugs.filter((slug) => !isHeld(tenant, slug));
  const slug = dice.pick(dice.chance(40) ? livingPrompts(tenant).map((one) => one.slug) : free);
  return { ...chooseCreate(choice), slug: slug ?? `absent-${tenant.prompts.size}`, ifAbsent: true };
}

/** A version that there is, by its number or by what it is. */
function chooseVersion(dice: Dice, prompt: ModelPrompt): VersionRef {
  const words = latestOf(prompt) === undefined ? (["current"] as const) : (["current", "latest"] as const);
  return dice.pick([...words, ...numbersOf(prompt)]) ?? "current";
}

/** How a number may be referred to. */
function spellNumber(dice: Dice, prompt: ModelPrompt, number: number): VersionRef {
  const forms: VersionRef[] = [number];
  if (number === numbersOf(prompt).at(-1)) forms.push("current");
  if (number === latestOf(prompt)) forms.push("latest");
  return dice.pick(forms) ?? number;
}

function chooseOn(choice: Choice, action: Action, target: ModelPrompt, prompt: PromptRef): ModelCommand {
  const { dice } = choice;
  const numbers = numbersOf(target);
  const draft = draftOf(target);
  const from = numbers.length > 0 && dice.chance(25) ? { from: chooseVersion(dice, target) } : {};
  const first: ModelCommand =
    target.highest < LAST_NUMBER
      ? { type: "CreateVersion", prompt, ...from, input: chooseInput(choice) }
      : { type: "EditPrompt", prompt, starred: !target.starred };
  const committed = latestOf(target);
  switch (action) {
    case "versions.create":
      return first;
    case "versions.edit": {
      const number = dice.chance(30) ? dice.pick(numbers) : (draft ?? undefined);
      if (number === undefined) return first;
      const frozen = number !== draft;
      const changes = frozen ? { description: `noted ${dice.roll(3)}` } : chooseInput(choice);
      return { type: "EditVersion", prompt, number: spellNumber(dice, target, number), changes };
    }
    case "batch.editDraft":
      return draft === null ? first : { type: "EditVersion", prompt, changes: chooseInput(choice) };
    case "batch.associate": {
      const number = dice.pick(numbers);
      if (number === undefined) return first;
      const changes = dice.chance(30) ? { description: "associated" } : {};
      const associate = `${INTEGRATION}:${MODEL}`;
      return { type: "EditVersion", prompt, number: spellNumber(dice, target, number), changes, associate };
    }
    case "batch.syntax": {
      if (draft === null) return first;
      const messages = [{ role: "user", content: `Hi {{who}} and \${who} ${dice.roll(3)}` }];
      const changes = dice.chance(80) ? { messages } : chooseInput(choice);
      return { type: "EditVersion", prompt, changes, syntax: dice.of("mustache", "dollar") };
    }
    case "versions.commit":
    case "batch.openNext":
    case "batch.ifNoneCommitted": {
      const isNone = committed === undefined || dice.chance(30);
      if (draft === null && !(action === "batch.ifNoneCommitted" && committed !== undefined)) return first;
      const message = dice.chance(50) ? { message: dice.of<string | null>("ready", null) } : {};
      const number = draft !== null && dice.chance(40) ? { number: draft } : {};
      const openNext = action === "batch.openNext" && target.highest < LAST_NUMBER ? { openNext: true } : {};
      const only = action === "batch.ifNoneCommitted" && isNone ? { ifNoneCommitted: true } : {};
      return { type: "CommitVersion", prompt, ...number, ...message, ...openNext, ...only };
    }
    case "batch.save": {
      const free =
        numbers.length === 0 ? dice.of(3, 1) : 1 + dice.roll(target.highest < 90 ? target.highest + 2 : 90);
      const number = dice.of<number | "next" | "current">("current", "next", free, numbers.at(-1) ?? 1);
      const mode = dice.of<"replace" | "patch">("replace", "patch");
      const save = number === "next" && numbers.at(-1) === LAST_NUMBER ? "current" : number;
      return { type: "SaveVersion", prompt, number: save, mode, input: chooseInput(choice) };
    }
    case "versions.delete": {
      const live = [...target.live.values()].map((one) => one.version.number);
      const number = dice.pick(numbers.filter((one) => !live.includes(one)));
      return number === undefined ? first : { type: "DeleteVersion", prompt, number };
    }
    case "batch.emptied": {
      const [number, ...others] = numbers;
      if (number === undefined) return first;
      const last = others.length > 0 && dice.chance(70) ? undefined : number;
      if (last === undefined || target.live.size > 0)
        return chooseOn(choice, dice.of("versions.delete", "deployments.undeploy"), target, prompt);
      return { type: "DeleteVersion", prompt, number, emptied: dice.chance(20) ? "keep" : "delete" };
    }
    case "deployments.deploy": {
      if (committed === undefined) return draft === null ? first : { type: "CommitVersion", prompt };
      const live = target.live.get("production")?.version.number;
      const deployable = numbers.filter((one) => one !== draft && one !== live);
      const version = dice.chance(25) ? "latest" : (dice.pick(deployable) ?? committed);
      return { type: "DeployVersion", prompt, version, ...chooseEnvironment(dice) };
    }
    case "deployments.rollback": {
      const [environment, live] =
        dice.pick([...target.live].filter(([, one]) => one.before.length > 0)) ?? [];
      if (environment === undefined || live === undefined)
        return chooseOn(choice, "deployments.deploy", target, prompt);
      const to = dice.chance(40) ? dice.pick(live.before)?.number : undefined;
      return { type: "RollBackDeployment", prompt, environment, ...(to === undefined ? {} : { to }) };
    }
    case "deployments.promote": {
      const from = dice.pick([...target.live.keys()]);
      if (from === undefined) return chooseOn(choice, "deployments.deploy", target, prompt);
      const to = dice.pick(ENVIRONMENTS.filter((one) => one !== from)) ?? from;
      return { type: "PromoteDeployment", prompt, from, to: dice.chance(5) ? from : to };
    }
    case "deployments.undeploy": {
      const environment = dice.pick([...target.live.keys()]);
      if (environment === undefined) return chooseOn(choice, "deployments.deploy", target, prompt);
      return { type: "UndeployVersion", prompt, environment: dice.chance(10) ? "qa" : environment };
    }
    default:
      return chooseDetails(choice, action, target, prompt);
  }
}

function chooseDetails(
  { tenant, material, dice }: Choice,
  action: Action,
  target: ModelPrompt,
  prompt: PromptRef,
): ModelCommand {
  switch (action) {
    case "prompts.edit": {
      const free = dice.pick(material.slugs.filter((one) => !isHeld(tenant, one)));
      const name = dice.pick(material.names) ?? "Support";
      const changes = dice.of<object>(
        { name },
        { slug: free ?? target.slug },
        { description: dice.of<string | null>(null, "said") },
        { name, starred: !target.starred, slug: free ?? target.slug },
      );
      return { type: "EditPrompt", prompt, ...changes };
    }
    case "prompts.tag": {
      const color = dice.chance(40) ? { color: dice.of("#ff0000", "#00FF00") } : {};
      return { type: "TagPrompt", prompt, ...dice.of<(typeof TAGS)[number]>(...TAGS), ...color };
    }
    case "prompts.untag": {
      const tag = dice.pick(target.tags);
      return tag === undefined
        ? { type: "TagPrompt", prompt, ...dice.of<(typeof TAGS)[number]>(...TAGS) }
        : { type: "UntagPrompt", prompt, key: tag.key, value: tag.value };
    }
    case "access.grant": {
      const permissions = PERMISSIONS.filter(() => dice.chance(45));
      const subject = dice.pick(SUBJECTS) ?? { type: "user", id: "ursula" };
      return {
        type: "GrantAccess",
        prompt,
        subject,
        permissions: permissions.length === 0 ? ["UPDATE", "READ"] : permissions,
      };
    }
    case "access.revoke": {
      const grant = dice.pick(target.grants);
      if (grant === undefined)
        return { type: "GrantAccess", prompt, subject: SUBJECTS[0] as Subject, permissions: PERMISSIONS };
      const some = grant.permissions.filter(() => dice.chance(50));
      return {
        type: "RevokeAccess",
        prompt,
        subject: grant.subject,
        permissions: some.length === 0 ? grant.permissions : some,
      };
    }
    case "prompts.delete":
      return { type: "DeletePrompt", prompt };
    default:
      return { type: "EditPrompt", prompt, starred: dice.chance(10) ? target.starred : !target.starred };
  }
}

function chooseEnvironment(dice: Dice): { readonly environment?: string } {
  return dice.chance(35) ? { environment: dice.of(...ENVIRONMENTS) } : {};
}
