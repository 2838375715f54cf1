import type { Choice } from "./choice.ts";
import { isHeld, livingPrompts } from "./choice.ts";
import { chooseVersion } from "./choose-on-version.ts";
import type { CreateCommand } from "./model-command.ts";
import { refer } from "./refer.ts";

/** The ids that prompts are created with. */
const IDS = ["alpha", "Alpha", "beta", "gamma-1", "delta_2"] as const;

/** A command that makes a prompt. */
export function chooseCreate({ tenant, material, dice }: Choice): CreateCommand {
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

/** A command that makes a copy of a prompt; null where there is none that has a version. */
export function chooseCopy(choice: Choice): CreateCommand | null {
  const { tenant, dice } = choice;
  const source = dice.pick(livingPrompts(tenant).filter(({ versions }) => versions.size > 0));
  if (source === undefined) return null;
  const version = dice.chance(60) ? { version: chooseVersion(dice, source) } : {};
  return { ...chooseCreate(choice), from: { prompt: refer(dice, source), ...version } };
}

/** A command that makes a prompt only where nobody has its slug. */
export function chooseIfAbsent(choice: Choice): CreateCommand {
  const { tenant, material, dice } = choice;
  const free = material.slugs.filter((slug) => !isHeld(tenant, slug));
  const slug = dice.pick(dice.chance(40) ? livingPrompts(tenant).map((one) => one.slug) : free);
  return { ...chooseCreate(choice), slug: slug ?? `absent-${tenant.prompts.size}`, ifAbsent: true };
}
