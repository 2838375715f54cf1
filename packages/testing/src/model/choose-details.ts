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

/** A command to a prompt itself. */
export function chooseDetails(
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
