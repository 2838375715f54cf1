import type { PromptRef, VersionInput, VersionRef } from "@promptledger/core";
import type { Choice } from "./choice.ts";
import { isHeld, livingPrompts } from "./choice.ts";
import type { ModelCommand } from "./model-command.ts";
import type { Write } from "./model-ledger.ts";
import { isForbidden, promptOf, writeBy } from "./model-ledger.ts";
import type { ModelPrompt } from "./model-state.ts";
import { draftOf, isGeneratedId, LAST_NUMBER, latestOf, numbersOf } from "./model-state.ts";
import type { RejectionCode } from "./plan.ts";
import { refer } from "./refer.ts";
import type { WriteContext } from "./write-context.ts";
import { GRANTED_WRITERS, TRUSTED_WRITER } from "./writers.ts";

/** A write that should be rejected with this code; an ordinary one if the tenant has nothing that leads to it. */
export function chooseRefused(
  code: RejectionCode,
  choice: Choice,
  context: WriteContext,
  ordinary: () => Write,
): Write {
  const { random } = choice;
  switch (code) {
    case "invalid-input":
      return { ...ordinary(), ...chooseInvalid(choice), invalid: true };
    case "command-id-reused": {
      const used = random.pick(context.applied);
      const write = ordinary();
      const commandId = used?.options.commandId ?? context.newCommandId();
      // Another actor may use the same command id, so that write is an ordinary one.
      const { actor, environment } = used === undefined || random.chance(25) ? write : used;
      return { ...write, actor, environment, options: { ...write.options, commandId } };
    }
    case "time-in-future": {
      const write = ordinary();
      const latest = Math.max(context.now, choice.tenant.recordedAt);
      return { ...write, options: { ...write.options, occurredAt: latest + 1 + random.below(5_000) } };
    }
    case "time-goes-back": {
      const prompt = random.pick(livingPrompts(choice.tenant).filter(({ lastAt }) => lastAt > 0));
      if (prompt === undefined) return ordinary();
      const occurredAt = Math.max(0, Math.min(prompt.lastAt, context.now) - 1 - random.below(3));
      const command = {
        type: "EditPrompt",
        prompt: refer(random, prompt),
        starred: !prompt.starred,
      } as const;
      return { ...writeBy(TRUSTED_WRITER, command), options: { occurredAt } };
    }
    case "revision-mismatch": {
      const write = ordinary();
      const prompt = promptOf(write, choice.tenant);
      const actual = prompt?.revision ?? 0;
      // The revision of a version must not be accepted either.
      const older = [...(prompt?.versions.values() ?? [])].map(({ revision }) => revision);
      const wrong = [actual - 1, ...older].filter((one) => one >= 0 && one !== actual);
      const expected = (random.chance(50) ? random.pick(wrong) : undefined) ?? actual + 1 + random.below(3);
      return { ...write, options: { ...write.options, expected } };
    }
    case "forbidden": {
      // A write that was applied, but whose actor has lost a permission since.
      const lost = random.pick(context.applied.filter((write) => isForbidden(choice.tenant, write)));
      if (lost !== undefined && random.chance(70)) return lost;
      const prompt = random.pick([...choice.tenant.prompts.values()]);
      if (prompt === undefined) return ordinary();
      const writer = GRANTED_WRITERS[random.below(GRANTED_WRITERS.length)] ?? TRUSTED_WRITER;
      const ref = refer(random, prompt);
      const command = random.oneOf<ModelCommand>(
        { type: "DeletePrompt", prompt: ref },
        { type: "EditPrompt", prompt: ref, name: "mine" },
        { type: "CreatePrompt", name: "copied", from: { prompt: ref } },
        { type: "CreatePrompt", name: "kept", slug: prompt.slug, ifAbsent: true },
      );
      return writeBy(writer, command);
    }
    case "numbers-exhausted": {
      const target = random.pick(livingPrompts(choice.tenant));
      if (target === undefined) return ordinary();
      const prompt = refer(random, target);
      const last = { type: "SaveVersion", prompt, number: LAST_NUMBER, mode: "patch", input: {} } as const;
      // Mostly in one batch, which is rejected as a whole: a prompt without free numbers accepts few further commands.
      return writeBy(TRUSTED_WRITER, ...(random.chance(15) ? [last] : [last, version(prompt)]));
    }
    case "prompt-deleted": {
      const late = random.oneOf(star, version, commit);
      const deleted = random.pick([...choice.tenant.prompts.values()].filter((one) => !one.alive));
      if (deleted !== undefined) return writeBy(TRUSTED_WRITER, late(refer(random, deleted)));
      const prompt = random.pick(livingPrompts(choice.tenant));
      if (prompt === undefined) return ordinary();
      return writeBy(TRUSTED_WRITER, remove(refer(random, prompt)), late(refer(random, prompt)));
    }
    default: {
      const command = chooseCommandRefused(code, choice);
      return command === undefined ? ordinary() : writeBy(TRUSTED_WRITER, command);
    }
  }
}

function chooseCommandRefused(code: RejectionCode, choice: Choice): ModelCommand | undefined {
  const { tenant, random } = choice;
  const all = [...tenant.prompts.values()];
  const alive = livingPrompts(tenant);
  switch (code) {
    case "id-taken": {
      const taken = random.pick(all);
      return taken && { type: "CreatePrompt", id: taken.id, name: "again" };
    }
    case "slug-taken": {
      const [holder, other] = random.chance(50) ? alive : alive.toReversed();
      if (holder === undefined) return undefined;
      const deleted = random.pick(all.filter((one) => !one.alive));
      if (deleted !== undefined && random.chance(60))
        return {
          type: "RestorePrompt",
          prompt: refer(random, deleted),
          ...(isHeld(tenant, deleted.slug) ? {} : { slug: holder.slug }),
        };
      if (other === undefined || random.chance(50))
        return { type: "CreatePrompt", name: "mine", slug: holder.slug };
      return { type: "EditPrompt", prompt: refer(random, other), slug: holder.slug };
    }
    case "prompt-not-found": {
      // A string is always a slug, so the id of a prompt finds nothing.
      const id = random.pick(all.filter((one) => !isGeneratedId(one.id) && !isHeld(tenant, one.id)))?.id;
      const nobody = random.oneOf<PromptRef>(
        { id: "nobody" },
        "nowhere",
        { promptId: "nobody" },
        id ?? "nowhere",
      );
      const gone = random.pick(all.filter((one) => !one.alive))?.id ?? "nobody";
      const source = random.oneOf<PromptRef>(nobody, { id: gone });
      const copy: ModelCommand = { type: "CreatePrompt", name: "copied", from: { prompt: source } };
      return random.oneOf<ModelCommand>(star(nobody), version(nobody), remove(nobody), copy);
    }
    default: {
      const prompt = random.pick(alive.filter((one) => canRefuse(code, one)));
      return prompt && chooseOnRefusing(code, prompt, choice);
    }
  }
}

const star = (prompt: PromptRef): ModelCommand => ({ type: "EditPrompt", prompt, starred: true });
const version = (prompt: PromptRef): ModelCommand => ({
  type: "CreateVersion",
  prompt,
  input: {},
});
const commit = (prompt: PromptRef): ModelCommand => ({ type: "CommitVersion", prompt });
const remove = (prompt: PromptRef): ModelCommand => ({ type: "DeletePrompt", prompt });

function canRefuse(code: RejectionCode, prompt: ModelPrompt): boolean {
  const draft = draftOf(prompt);
  switch (code) {
    case "version-committed":
      return numbersOf(prompt).some((number) => number !== draft);
    case "version-is-draft":
      return draft !== null;
    case "version-live":
      return prompt.live.size > 0;
    case "no-draft":
      return draft === null;
    case "nothing-to-roll-back":
      return prompt.live.size > 0;
    default:
      return true;
  }
}

function chooseOnRefusing(code: RejectionCode, target: ModelPrompt, choice: Choice): ModelCommand {
  const { random } = choice;
  const prompt = refer(random, target);
  const draft = draftOf(target);
  const frozen = numbersOf(target).filter((number) => number !== draft);
  switch (code) {
    case "version-committed":
      return {
        type: "EditVersion",
        prompt,
        number: random.pick(frozen) ?? 1,
        changes: { model: "forbidden fruit" },
      };
    case "version-is-draft":
      return { type: "DeployVersion", prompt, version: draft ?? 1 };
    case "version-live":
      return { type: "DeleteVersion", prompt, number: [...target.live.values()][0]?.version.number ?? 1 };
    case "no-draft":
      return random.oneOf<ModelCommand>(
        { type: "CommitVersion", prompt },
        { type: "EditVersion", prompt, changes: { model: "x" } },
      );
    case "not-deployed":
      return random.oneOf<ModelCommand>(
        { type: "RollBackDeployment", prompt, environment: "nowhere" },
        { type: "PromoteDeployment", prompt, from: "nowhere", to: "production" },
      );
    case "nothing-to-roll-back": {
      const environment = [...target.live.keys()][0] ?? "production";
      return { type: "RollBackDeployment", prompt, environment, to: 999 };
    }
    default: {
      const which = latestOf(target) === undefined ? random.oneOf<VersionRef>(999, "latest") : 999;
      return random.oneOf<ModelCommand>(
        { type: "DeployVersion", prompt, version: 999 },
        { type: "EditVersion", prompt, number: which, changes: {} },
        { type: "CreateVersion", prompt, from: which, input: {} },
        { type: "CreatePrompt", name: "copied", from: { prompt, version: which } },
        { type: "DeleteVersion", prompt, number: 999 },
        { type: "CommitVersion", prompt, number: 999 },
      );
    }
  }
}

/** Commands and options with invalid input. */
function chooseInvalid({ random, tenant }: Choice): Pick<Write, "commands" | "options"> {
  const prompt = { id: [...tenant.prompts.keys()][0] ?? "alpha" };
  const input = (invalid: object): ModelCommand => ({
    type: "CreateVersion",
    prompt,
    input: invalid as VersionInput,
  });
  const command = random.oneOf<ModelCommand>(
    { type: "CreatePrompt", name: "" },
    { type: "CreatePrompt", name: "n", id: "not an id" },
    { type: "CreatePrompt", name: "n", slug: "prm_01ARZ3NDEKTSV4RRFFQ69G5FAV" },
    { type: "EditPrompt", prompt, slug: "with\u0000control" },
    input({ temperature: 3 }),
    input({ messages: [] }),
    input({ unknown: true }),
    input({ model: "\ud800" }),
    input({ variables: JSON.parse('{"__proto__":1}') as object }),
    { type: "DeployVersion", prompt, version: 0 },
    { type: "DeployVersion", prompt, version: 1, environment: "no spaces please" },
    { type: "PromoteDeployment", prompt, from: "__proto__", to: "production" },
    { type: "SaveVersion", prompt, number: LAST_NUMBER + 1, mode: "patch", input: {} },
    { type: "TagPrompt", prompt, key: "k", color: "red" },
    { type: "GrantAccess", prompt, subject: { type: "user", id: "u" }, permissions: [] },
    { type: "DeletePrompt", prompt: { id: "no prompt has such an id" } },
    { type: "DeletePrompt", prompt: "prm_01ARZ3NDEKTSV4RRFFQ69G5FAV" },
    { type: "DeletePrompt", prompt: "" },
    { type: "CreatePrompt", name: "n", ifAbsent: true },
    { type: "CreatePrompt", name: "n", from: { prompt: { id: "not an id" } } },
    { type: "CreateVersion", prompt, from: 0, input: {} },
  );
  const options = random.chance(15)
    ? random.oneOf({ expected: -1 }, { commandId: "" }, { occurredAt: 0.5 })
    : {};
  return { commands: [command], options };
}
