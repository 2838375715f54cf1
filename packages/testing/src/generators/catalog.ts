import type { Arbitrary } from "fast-check";
import { array, boolean, constantFrom, nat, oneof, option, record, uniqueArray } from "fast-check";
import type { Fact } from "../contract/prompt-facts.ts";
import {
  accessGranted,
  promptCreated,
  promptDeleted,
  promptEdited,
  promptTagged,
  versionCommitted,
  versionCreated,
  versionDeployed,
} from "../contract/prompt-facts.ts";
import { arbitraryContent } from "./content.ts";
import { arbitrarySubject } from "./filter.ts";
import { arbitraryTag } from "./tag.ts";
import { arbitraryName, arbitrarySlug, arbitraryText } from "./text.ts";
import { arbitraryTime } from "./time.ts";

/** A prompt of a generated catalog, as the changes that led to it. */
export interface GeneratedPrompt {
  /** `prm-1`, `prm-2`, ... in the order of the catalog. */
  readonly id: string;
  /** Unique in the catalog, also among deleted prompts. */
  readonly slug: string;
  /** In the order in which they happened, the first a `PromptCreated`. */
  readonly facts: readonly Fact[];
}

const version = record(
  {
    content: arbitraryContent,
    description: option(arbitraryText),
    deployed: option(constantFrom("production", "staging"), { freq: 2 }),
    actor: constantFrom("jane", "kim", "\u{1F600}"),
    time: arbitraryTime,
    step: nat(2),
  },
  { noNullPrototype: true },
);

const prompt = record(
  {
    slug: arbitrarySlug,
    name: arbitraryName,
    description: option(arbitraryText),
    starred: boolean(),
    deleted: oneof(
      { weight: 4, arbitrary: constantFrom(false) },
      { weight: 1, arbitrary: constantFrom(true) },
    ),
    tags: array(arbitraryTag, { maxLength: 3 }),
    grants: array(arbitrarySubject, { maxLength: 2 }),
    permissions: uniqueArray(constantFrom("READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"), { minLength: 1 }),
    versions: array(version, { maxLength: 3 }),
    draft: boolean(),
    actor: constantFrom("jane", "kim"),
    time: arbitraryTime,
  },
  { noNullPrototype: true },
);

type Raw = typeof prompt extends Arbitrary<infer T> ? T : never;

/** The changes of a generated prompt, in an order that the domain allows. */
function factsOf(raw: Raw, id: string): readonly Fact[] {
  const facts: Fact[] = [
    promptCreated(id, { slug: raw.slug, name: raw.name, description: raw.description }),
    ...raw.tags.map(({ key, value }) => promptTagged(key, value)),
    ...raw.grants.map((subject) => accessGranted(subject.type, subject.id, raw.permissions)),
    promptEdited({ starred: raw.starred }),
  ].map((fact) => ({ ...fact, occurredAt: raw.time, actor: raw.actor }));
  let number = 0;
  raw.versions.forEach(({ content, description, deployed, actor, time, step }, index) => {
    number += 1 + step;
    const created = versionCreated(id, number, content);
    const metadata = { occurredAt: Math.max(raw.time, time), actor };
    facts.push({ ...created, data: { ...created.data, description }, ...metadata });
    if (index === raw.versions.length - 1 && raw.draft) return;
    facts.push({ ...versionCommitted(number), ...metadata });
    if (deployed !== null) facts.push({ ...versionDeployed(id, number, deployed), ...metadata });
  });
  if (raw.deleted) facts.push({ ...promptDeleted(raw.slug), occurredAt: raw.time, actor: raw.actor });
  return facts;
}

/** The prompts of a tenant, with ids `prm-1`, `prm-2`, ... They are similar where implementations tend to fail. No two share a slug. */
export const arbitraryCatalog: Arbitrary<readonly GeneratedPrompt[]> = uniqueArray(prompt, {
  selector: (raw) => raw.slug,
  maxLength: 10,
}).map((raws) =>
  raws.map((raw, index) => {
    const id = `prm-${index + 1}`;
    return { id, slug: raw.slug, facts: factsOf(raw, id) };
  }),
);
