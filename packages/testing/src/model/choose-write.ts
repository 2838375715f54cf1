import type { LedgerCommand, WriteOptions } from "@promptledger/core";
import type { Choice } from "./choose-command.ts";
import { chooseCommand } from "./choose-command.ts";
import { chooseRefused } from "./choose-refused.ts";
import type { Dice } from "./dice.ts";
import { diceOf } from "./dice.ts";
import type { Write } from "./model-ledger.ts";
import { applyWrite, idOf, revisionFor } from "./model-ledger.ts";
import type { ModelTenant } from "./model-state.ts";
import type { Action, Step } from "./plan.ts";
import { ACTIONS, REJECTIONS } from "./plan.ts";
import type { Situation, Writer } from "./situation.ts";
import { WRITERS } from "./situation.ts";

/** The write that a step is, in this situation. */
export function chooseWrite(step: Step, situation: Situation): Write {
  const dice = diceOf(step.dice);
  const writer = dice.pick(WRITERS) ?? WRITERS[0];
  const choice: Choice = { tenant: situation.tenant, material: situation.material, dice };
  const refusal = REJECTIONS.find((code) => code === step.action);
  if (refusal !== undefined) {
    const ordinary = (): Write =>
      withOptions(chooseOrdinary(choice, writer, anyAction(dice)), dice, situation);
    return chooseRefused(refusal, choice, situation, ordinary);
  }
  if (step.action === "repeat") {
    const again = dice.pick(situation.remembered);
    if (again !== undefined) return again;
  }
  if (step.action === "batch") return withOptions(chooseBatch(choice, writer, situation), dice, situation);
  const action = ACTIONS.find((one) => one === step.action) ?? anyAction(dice);
  return withOptions(chooseOrdinary(choice, writer, action), dice, situation);
}

function anyAction(dice: Dice): Action {
  return dice.of(...ACTIONS);
}

function chooseOrdinary(choice: Choice, writer: Writer, action: Action): Write {
  return allowed(choice.tenant, writer, [chooseCommand(choice, action)]);
}

/** The commands of a batch are each chosen on what the ones before it lead to. */
function chooseBatch(choice: Choice, writer: Writer, { now }: Situation): Write {
  const commands: LedgerCommand[] = [];
  let { tenant } = choice;
  const count = 2 + choice.dice.roll(4);
  for (let index = 0; index < count; index++) {
    const command = named(chooseCommand({ ...choice, tenant }, anyAction(choice.dice)), tenant);
    const drawn = { promptIds: [], versionIds: new Map(), recordedAt: now };
    const write = { ...WRITERS[0], commands: [command], options: {}, broken: false };
    const { expected, tenant: after } = applyWrite(tenant, write, drawn, now);
    if (expected.status !== "done") continue;
    commands.push(command);
    tenant = after;
  }
  return allowed(
    choice.tenant,
    writer,
    commands.length === 0 ? [chooseCommand(choice, "prompts.star")] : commands,
  );
}

// In a batch a slug stands for the prompt that had it before the batch; ids say the same throughout.
function named(command: LedgerCommand, tenant: ModelTenant): LedgerCommand {
  if (command.type === "CreatePrompt") {
    const id = command.id ?? `batched-${tenant.prompts.size}`;
    return { ...command, id };
  }
  return { ...command, prompt: idOf(tenant, command.prompt) ?? command.prompt };
}

/** The write by this writer, or where he may not, by one who may. */
function allowed(tenant: ModelTenant, writer: Writer, commands: readonly LedgerCommand[]): Write {
  const write: Write = { ...writer, commands, options: {}, broken: false };
  const drawn = { promptIds: [], versionIds: new Map(), recordedAt: 0 };
  const { expected } = applyWrite(tenant, write, drawn, 0);
  return expected.status === "rejected" && expected.code === "forbidden"
    ? { ...write, ...WRITERS[0] }
    : write;
}

function withOptions(write: Write, dice: Dice, situation: Situation): Write {
  const options: WriteOptions = {
    ...(dice.chance(30) ? { commandId: situation.newCommandId() } : {}),
    ...(dice.chance(20) ? { reason: "because" } : {}),
    ...(dice.chance(25) ? { expected: expectedRevision(write, situation.tenant) } : {}),
    ...(dice.chance(20) ? pastTime(write, dice, situation) : {}),
  };
  return { ...write, options };
}

function expectedRevision({ commands: [command] }: Write, tenant: ModelTenant): number {
  if (command === undefined || command.type === "CreatePrompt") return 0;
  return revisionFor(command, tenant.prompts.get(idOf(tenant, command.prompt) ?? ""));
}

/** A time that the prompts' histories still allow: the last one again, or between that and now. */
function pastTime(
  { commands }: Write,
  dice: Dice,
  { tenant, now }: Situation,
): { readonly occurredAt?: number } {
  const lasts = commands.map((command) =>
    command.type === "CreatePrompt"
      ? 0
      : (tenant.prompts.get(idOf(tenant, command.prompt) ?? "")?.lastAt ?? 0),
  );
  const slugs = [...tenant.slugs.values()].map((slug) => slug.lastAt);
  const last = Math.max(...lasts, ...(dice.chance(70) ? slugs : []));
  if (last > now) return {};
  return { occurredAt: dice.of(now, last, last + dice.roll(now - last + 1)) };
}
