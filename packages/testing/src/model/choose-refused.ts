import type { PromptRef, VersionInput, VersionRef } from "@promptledger/core";
import type { Choice } from "./choice.ts";
import { isHeld, livingPrompts } from "./choice.ts";
import type { ModelCommand } from "./model-command.ts";
import type { Write } from "./model-ledger.ts";
import { promptOf } from "./model-ledger.ts";
import type { ModelPrompt } from "./model-state.ts";
import { draftOf, latestOf, numbersOf } from "./model-state.ts";
import type { RejectionCode } from "./plan.ts";
import { refer } from "./refer.ts";
import type { Situation } from "./situation.ts";
import { WRITERS } from "./situation.ts";

const LAST_NUMBER = 2 ** 31 - 1;

/** A write that should be refused with this code; where the tenant has nothing that would be, an ordinary one. */
export function chooseRefused(
  code: RejectionCode,
  choice: Choice,
  situation: Situation,
  ordinary: () => Write,
): Write {
  const { dice } = choice;
  switch (code) {
    case "invalid-input":
      return { ...ordinary(), ...chooseBroken(choice), broken: true };
    case "command-id-reused": {
      const used = dice.pick(situation.remembered);
      const write = ordinary();
      return {
        ...write,
        options: { ...write.options, commandId: used?.options.commandId ?? situation.newCommandId() },
      };
    }
    case "time-in-future": {
      const write = ordinary();
      return { ...write, options: { ...write.options, occurredAt: situation.now + 1 + dice.roll(5_000) } };
    }
    case "time-goes-back": {
      const prompt = dice.pick(livingPrompts(choice.tenant).filter(({ lastAt }) => lastAt > 0));
      if (prompt === undefined) return ordinary();
      const occurredAt = Math.max(0, Math.min(prompt.lastAt, situation.now) - 1 - dice.roll(3));
      const command = { type: "EditPrompt", prompt: refer(dice, prompt), starred: !prompt.starred } as const;
      return { ...byTrusted(command), options: { occurredAt } };
    }
    case "revision-mismatch": {
      const write = ordinary();
      const prompt = promptOf(write, choice.tenant);
      const actual = prompt?.revision ?? 0;
      // What one version was last changed at is not what is expected either.
      const older = [...(prompt?.versions.values() ?? [])].map(({ revision }) => revision);
      const wrong = [actual - 1, ...older].filter((one) => one >= 0 && one !== actual);
      const expected = (dice.chance(50) ? dice.pick(wrong) : undefined) ?? actual + 1 + dice.roll(3);
      return { ...write, options: { ...write.options, expected } };
    }
    case "forbidden": {
      const prompt = dice.pick([...choice.tenant.prompts.values()]);
      if (prompt === undefined) return ordinary();
      const writer = WRITERS[3 + dice.roll(2)] ?? WRITERS[0];
      const ref = refer(dice, prompt);
      const command = dice.of<ModelCommand>(
        { type: "DeletePrompt", prompt: ref },
        { type: "EditPrompt", prompt: ref, name: "mine" },
        { type: "CreatePrompt", name: "copied", from: { prompt: ref } },
        { type: "CreatePrompt", name: "kept", slug: prompt.slug, ifAbsent: true },
      );
      return { ...writer, commands: [command], options: {}, broken: false };
    }
    case "numbers-exhausted": {
      const target = dice.pick(livingPrompts(choice.tenant));
      if (target === undefined) return ordinary();
      const prompt = refer(dice, target);
      const last = { type: "SaveVersion", prompt, number: LAST_NUMBER, mode: "patch", input: {} } as const;
      // Mostly in one batch, which leaves nothing behind: a prompt whose numbers have ended takes few commands.
      return byTrusted(...(dice.chance(15) ? [last] : [last, version(prompt)]));
    }
    case "prompt-deleted": {
      const late = dice.of(star, version, commit);
      const deleted = dice.pick([...choice.tenant.prompts.values()].filter((one) => !one.alive));
      if (deleted !== undefined) return byTrusted(late(refer(dice, deleted)));
      const prompt = dice.pick(livingPrompts(choice.tenant));
      if (prompt === undefined) return ordinary();
      return byTrusted(remove(refer(dice, prompt)), late(refer(dice, prompt)));
    }
    default: {
      const command = chooseCommandRefused(code, choice);
      return command === undefined ? ordinary() : byTrusted(command);
    }
  }
}

function byTrusted(...commands: readonly ModelCommand[]): Write {
  return { ...WRITERS[0], commands, options: {}, broken: false };
}

function chooseCommandRefused(code: RejectionCode, choice: Choice): ModelCommand | undefined {
  const { tenant, dice } = choice;
  const all = [...tenant.prompts.values()];
  const alive = livingPrompts(tenant);
  switch (code) {
    case "id-taken": {
      const taken = dice.pick(all);
      return taken && { type: "CreatePrompt", id: taken.id, name: "again" };
    }
    case "slug-taken": {
      const [holder, other] = dice.chance(50) ? alive : alive.toReversed();
      if (holder === undefined) return undefined;
      const deleted = dice.pick(all.filter((one) => !one.alive));
      if (deleted !== undefined && dice.chance(60))
        return {
          type: "RestorePrompt",
          prompt: refer(dice, deleted),
          ...(isHeld(tenant, deleted.slug) ? {} : { slug: holder.slug }),
        };
      if (other === undefined || dice.chance(50))
        return { type: "CreatePrompt", name: "mine", slug: holder.slug };
      return { type: "EditPrompt", prompt: refer(dice, other), slug: holder.slug };
    }
    case "prompt-not-found": {
      // An id as a string is a slug, which nobody has.
      const id = dice.pick(all.filter((one) => !isMinted(one.id) && !isHeld(tenant, one.id)))?.id;
      const nobody = dice.of<PromptRef>({ id: "nobody" }, "nowhere", { promptId: "nobody" }, id ?? "nowhere");
      const gone = dice.pick(all.filter((one) => !one.alive))?.id ?? "nobody";
      const source = dice.of<PromptRef>(nobody, { id: gone });
      const copy: ModelCommand = { type: "CreatePrompt", name: "copied", from: { prompt: source } };
      return dice.of<ModelCommand>(star(nobody), version(nobody), remove(nobody), copy);
    }
    default: {
      const prompt = dice.pick(alive.filter((one) => canRefuse(code, one)));
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

function isMinted(id: string): boolean {
  return /^prm_[0-9A-Z]{26}$/iu.test(id);
}

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
  const { dice } = choice;
  const prompt = refer(dice, target);
  const draft = draftOf(target);
  const frozen = numbersOf(target).filter((number) => number !== draft);
  switch (code) {
    case "version-committed":
      return {
        type: "EditVersion",
        prompt,
        number: dice.pick(frozen) ?? 1,
        changes: { model: "forbidden fruit" },
      };
    case "version-is-draft":
      return { type: "DeployVersion", prompt, version: draft ?? 1 };
    case "version-live":
      return { type: "DeleteVersion", prompt, number: [...target.live.values()][0]?.version.number ?? 1 };
    case "no-draft":
      return dice.of<ModelCommand>(
        { type: "CommitVersion", prompt },
        { type: "EditVersion", prompt, changes: { model: "x" } },
      );
    case "not-deployed":
      return dice.of<ModelCommand>(
        { type: "RollBackDeployment", prompt, environment: "nowhere" },
        { type: "PromoteDeployment", prompt, from: "nowhere", to: "production" },
      );
    case "nothing-to-roll-back": {
      const environment = [...target.live.keys()][0] ?? "production";
      return { type: "RollBackDeployment", prompt, environment, to: 999 };
    }
    default: {
      const which = latestOf(target) === undefined ? dice.of<VersionRef>(999, "latest") : 999;
      return dice.of<ModelCommand>(
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

/** Commands and options that break a rule of the input. */
function chooseBroken({ dice, tenant }: Choice): Pick<Write, "commands" | "options"> {
  const prompt = { id: [...tenant.prompts.keys()][0] ?? "alpha" };
  const input = (broken: object): ModelCommand => ({
    type: "CreateVersion",
    prompt,
    input: broken as VersionInput,
  });
  const command = dice.of<ModelCommand>(
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
  const options = dice.chance(15) ? dice.of({ expected: -1 }, { commandId: "" }, { occurredAt: 0.5 }) : {};
  return { commands: [command], options };
}
