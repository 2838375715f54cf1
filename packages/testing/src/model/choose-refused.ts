import type { LedgerCommand, VersionInput } from "@promptledger/core";
import type { Choice } from "./choose-command.ts";
import { isHeld, livingPrompts } from "./choose-command.ts";
import type { Write } from "./model-ledger.ts";
import { idOf, revisionFor } from "./model-ledger.ts";
import type { ModelPrompt } from "./model-state.ts";
import { draftOf, numbersOf } from "./model-state.ts";
import type { RejectionCode } from "./plan.ts";
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
      const command = { type: "EditPrompt", prompt: prompt.id, starred: !prompt.starred } as const;
      return { ...byTrusted(command), options: { occurredAt } };
    }
    case "revision-mismatch": {
      const write = ordinary();
      const [command] = write.commands;
      const id =
        command === undefined || command.type === "CreatePrompt" ? "" : idOf(choice.tenant, command.prompt);
      const actual = command === undefined ? 0 : revisionFor(command, choice.tenant.prompts.get(id ?? ""));
      const expected = actual === 0 || dice.chance(50) ? actual + 1 + dice.roll(3) : actual - 1;
      return { ...write, options: { ...write.options, expected } };
    }
    case "forbidden": {
      const prompt = dice.pick([...choice.tenant.prompts.values()]);
      if (prompt === undefined) return ordinary();
      const writer = WRITERS[3 + dice.roll(2)] ?? WRITERS[0];
      const command = dice.of<LedgerCommand>(
        { type: "DeletePrompt", prompt: prompt.id },
        { type: "EditPrompt", prompt: prompt.id, name: "mine" },
      );
      return { ...writer, commands: [command], options: {}, broken: false };
    }
    case "numbers-exhausted": {
      const prompt = dice.pick(livingPrompts(choice.tenant))?.id;
      if (prompt === undefined) return ordinary();
      const last = { type: "SaveVersion", prompt, number: LAST_NUMBER, mode: "patch", input: {} } as const;
      // Mostly in one batch, which leaves nothing behind: a prompt whose numbers have ended takes few commands.
      return byTrusted(...(dice.chance(15) ? [last] : [last, version(prompt)]));
    }
    case "prompt-deleted": {
      const late = dice.of(star, version, commit);
      const deleted = dice.pick([...choice.tenant.prompts.values()].filter((one) => !one.alive));
      if (deleted !== undefined) return byTrusted(late(deleted.id));
      const prompt = dice.pick(livingPrompts(choice.tenant))?.id;
      return prompt === undefined ? ordinary() : byTrusted(remove(prompt), late(prompt));
    }
    default: {
      const command = chooseCommandRefused(code, choice);
      return command === undefined ? ordinary() : byTrusted(command);
    }
  }
}

function byTrusted(...commands: readonly LedgerCommand[]): Write {
  return { ...WRITERS[0], commands, options: {}, broken: false };
}

function chooseCommandRefused(code: RejectionCode, choice: Choice): LedgerCommand | undefined {
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
          prompt: deleted.id,
          ...(isHeld(tenant, deleted.slug) ? {} : { slug: holder.slug }),
        };
      if (other === undefined || dice.chance(50))
        return { type: "CreatePrompt", name: "mine", slug: holder.slug };
      return { type: "EditPrompt", prompt: other.id, slug: holder.slug };
    }
    case "prompt-not-found":
      return {
        ...dice.of(
          star,
          version,
          remove,
        )(dice.of<"nobody" | { slug: string }>("nobody", { slug: "nowhere" })),
      };
    default: {
      const prompt = dice.pick(alive.filter((one) => canRefuse(code, one)));
      return prompt && chooseOnRefusing(code, prompt, choice);
    }
  }
}

const star = (prompt: LedgerCommandPrompt): LedgerCommand => ({ type: "EditPrompt", prompt, starred: true });
const version = (prompt: LedgerCommandPrompt): LedgerCommand => ({
  type: "CreateVersion",
  prompt,
  input: {},
});
const commit = (prompt: LedgerCommandPrompt): LedgerCommand => ({ type: "CommitVersion", prompt });
const remove = (prompt: LedgerCommandPrompt): LedgerCommand => ({ type: "DeletePrompt", prompt });
type LedgerCommandPrompt = string | { readonly slug: string };

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

function chooseOnRefusing(code: RejectionCode, target: ModelPrompt, choice: Choice): LedgerCommand {
  const { dice } = choice;
  const prompt = target.id;
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
      return dice.of<LedgerCommand>(
        { type: "CommitVersion", prompt },
        { type: "EditVersion", prompt, changes: { model: "x" } },
      );
    case "not-deployed":
      return dice.of<LedgerCommand>(
        { type: "RollBackDeployment", prompt, environment: "nowhere" },
        { type: "PromoteDeployment", prompt, from: "nowhere", to: "production" },
      );
    case "nothing-to-roll-back": {
      const environment = [...target.live.keys()][0] ?? "production";
      return { type: "RollBackDeployment", prompt, environment, to: 999 };
    }
    default:
      return dice.of<LedgerCommand>(
        { type: "DeployVersion", prompt, version: 999 },
        { type: "EditVersion", prompt, number: 999, changes: {} },
        { type: "DeleteVersion", prompt, number: 999 },
        { type: "CommitVersion", prompt, number: 999 },
      );
  }
}

/** Commands and options that break a rule of the input. */
function chooseBroken({ dice, tenant }: Choice): Pick<Write, "commands" | "options"> {
  const prompt = [...tenant.prompts.keys()][0] ?? "alpha";
  const input = (broken: object): LedgerCommand => ({
    type: "CreateVersion",
    prompt,
    input: broken as VersionInput,
  });
  const command = dice.of<LedgerCommand>(
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
    { type: "DeletePrompt", prompt: "no prompt has such an id" },
  );
  const options = dice.chance(15) ? dice.of({ expected: -1 }, { commandId: "" }, { occurredAt: 0.5 }) : {};
  return { commands: [command], options };
}
