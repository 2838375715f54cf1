import type { Choice } from "./choice.ts";
import { isHeld, livingPrompts } from "./choice.ts";
import { chooseVersion } from "./choose-on-version.ts";
import type { CreateCommand } from "./model-command.ts";
import { refer } from "./refer.ts";

/** The ids that are given to prompts. */
const IDS = ["alpha", "Alpha", "beta", "gamma-1", "delta_2"] as const;

/** A command that creates a prompt. */
export function chooseCreate({ tenant, material, random }: Choice): CreateCommand {
  const id = random.chance(50) ? random.pick(IDS.filter((one) => !tenant.prompts.has(one))) : undefined;
  const slug = random.chance(40)
    ? random.pick(material.slugs.filter((one) => !isHeld(tenant, one)))
    : undefined;
  return {
    type: "CreatePrompt",
    name: random.pick(material.names) ?? "Support",
    ...(id === undefined ? {} : { id }),
    ...(slug === undefined ? {} : { slug }),
    ...(random.chance(30) ? { description: random.oneOf<string | null>("what it is for", null) } : {}),
    ...(random.chance(20) ? { starred: true } : {}),
  };
}

/** A command that copies a prompt; null if no prompt has a version. */
export function chooseCopy(choice: Choice): CreateCommand | null {
  const { tenant, random } = choice;
  const source = random.pick(livingPrompts(tenant).filter(({ versions }) => versions.size > 0));
  if (source === undefined) return null;
  const version = random.chance(60) ? { version: chooseVersion(random, source) } : {};
  return { ...chooseCreate(choice), from: { prompt: refer(random, source), ...version } };
}

/** A command that creates a prompt only if no prompt has its slug. */
export function chooseIfAbsent(choice: Choice): CreateCommand {
  const { tenant, material, random } = choice;
  const free = material.slugs.filter((slug) => !isHeld(tenant, slug));
  const slug = random.pick(random.chance(40) ? livingPrompts(tenant).map((one) => one.slug) : free);
  return { ...chooseCreate(choice), slug: slug ?? `absent-${tenant.prompts.size}`, ifAbsent: true };
}
