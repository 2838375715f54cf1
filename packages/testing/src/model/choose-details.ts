import type { Permission, PromptRef, Subject } from "@promptledger/core";
import type { Choice } from "./choice.ts";
import { isHeld } from "./choice.ts";
import type { ModelCommand } from "./model-command.ts";
import type { ModelPrompt } from "./model-state.ts";
import type { Action } from "./plan.ts";

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

/** A command on the prompt itself. */
export function chooseDetails(
  { tenant, material, random }: Choice,
  action: Action,
  target: ModelPrompt,
  prompt: PromptRef,
): ModelCommand {
  switch (action) {
    case "prompts.edit": {
      const free = random.pick(material.slugs.filter((one) => !isHeld(tenant, one)));
      const name = random.pick(material.names) ?? "Support";
      const changes = random.oneOf<object>(
        { name },
        { slug: free ?? target.slug },
        { description: random.oneOf<string | null>(null, "said") },
        { name, starred: !target.starred, slug: free ?? target.slug },
      );
      return { type: "EditPrompt", prompt, ...changes };
    }
    case "prompts.tag": {
      const color = random.chance(40) ? { color: random.oneOf("#ff0000", "#00FF00") } : {};
      return { type: "TagPrompt", prompt, ...random.oneOf<(typeof TAGS)[number]>(...TAGS), ...color };
    }
    case "prompts.untag": {
      const tag = random.pick(target.tags);
      return tag === undefined
        ? { type: "TagPrompt", prompt, ...random.oneOf<(typeof TAGS)[number]>(...TAGS) }
        : { type: "UntagPrompt", prompt, key: tag.key, value: tag.value };
    }
    case "access.grant": {
      const permissions = PERMISSIONS.filter(() => random.chance(45));
      const subject = random.pick(SUBJECTS) ?? { type: "user", id: "ursula" };
      return {
        type: "GrantAccess",
        prompt,
        subject,
        permissions: permissions.length === 0 ? ["UPDATE", "READ"] : permissions,
      };
    }
    case "access.revoke": {
      const grant = random.pick(target.grants);
      if (grant === undefined)
        return { type: "GrantAccess", prompt, subject: SUBJECTS[0] as Subject, permissions: PERMISSIONS };
      const some = grant.permissions.filter(() => random.chance(50));
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
      return { type: "EditPrompt", prompt, starred: random.chance(10) ? target.starred : !target.starred };
  }
}
