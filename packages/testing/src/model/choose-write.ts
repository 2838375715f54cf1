import type { PromptRef, WriteOptions } from "@promptledger/core";
import type { Choice } from "./choice.ts";
import { chooseCommand } from "./choose-command.ts";
import { chooseRefused } from "./choose-refused.ts";
import type { Dice } from "./dice.ts";
import { diceOf } from "./dice.ts";
import type { ModelCommand } from "./model-command.ts";
import { respelled } from "./model-command.ts";
import type { Write } from "./model-ledger.ts";
import { applyWrite, idOf, promptOf } from "./model-ledger.ts";
import type { ModelTenant } from "./model-state.ts";
import type { Action, Step } from "./plan.ts";
import { ACTIONS, REJECTIONS } from "./plan.ts";
import { referAgain } from "./refer.ts";
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
    if (again !== undefined) return { ...again, commands: again.commands.map((one) => spelled(one, dice)) };
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

// The same command, and the same to a command id.
function spelled(command: ModelCommand, dice: Dice): ModelCommand {
  return respelled(command, (prompt) => referAgain(dice, prompt));
}

/** The commands of a batch are each chosen on what the ones before it lead to. */
function chooseBatch(choice: Choice, writer: Writer, { now }: Situation): Write {
  const commands: ModelCommand[] = [];
  const created = new Map<string, string>();
  let { tenant } = choice;
  const count = 2 + choice.dice.roll(4);
  for (let index = 0; index < count; index++) {
    const command = withId(chooseCommand({ ...choice, tenant }, anyAction(choice.dice)), tenant);
    const drawn = { promptIds: [], versionIds: new Map(), recordedAt: now };
    const write = { ...WRITERS[0], commands: [command], options: {}, broken: false };
    const { expected, tenant: after } = applyWrite(tenant, write, drawn, now);
    if (expected.status !== "done") continue;
    const meant = (prompt: PromptRef): PromptRef => meaning(prompt, tenant, choice.tenant, created);
    commands.push(respelled(command, meant));
    for (const [id, { slug }] of after.prompts) if (!tenant.prompts.has(id)) created.set(slug, id);
    tenant = after;
  }
  return allowed(
    choice.tenant,
    writer,
    commands.length === 0 ? [chooseCommand(choice, "prompts.star")] : commands,
  );
}

/** A reference that means in the batch what it means by now: a slug may have passed on to another prompt meanwhile. */
export function meaning(
  prompt: PromptRef,
  now: ModelTenant,
  before: ModelTenant,
  created: ReadonlyMap<string, string>,
): PromptRef {
  const id = idOf(now, prompt);
  return id === undefined || idOf(before, prompt, created) === id ? prompt : { id };
}

/** What is made in a batch has an id from the beginning, for the commands after it to name. */
export function withId(command: ModelCommand, { prompts }: ModelTenant): ModelCommand {
  return command.type === "CreatePrompt"
    ? { ...command, id: command.id ?? `batched-${prompts.size}` }
    : command;
}

/** The write by this writer, or where he may not, by one who may. */
function allowed(tenant: ModelTenant, writer: Writer, commands: readonly ModelCommand[]): Write {
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
    ...(dice.chance(25) ? { expected: promptOf(write, situation.tenant)?.revision ?? 0 } : {}),
    ...(dice.chance(20) ? pastTime(write, dice, situation) : {}),
  };
  return { ...write, options };
}

/** A time that the prompts' histories still allow: the last one again, or between that and now. */
function pastTime(
  { commands }: Write,
  dice: Dice,
  { tenant, now }: Situation,
): { readonly occurredAt?: number } {
  const lasts = commands.map((command) => {
    const id = command.type === "CreatePrompt" ? "" : (idOf(tenant, command.prompt) ?? "");
    return tenant.prompts.get(id)?.lastAt ?? 0;
  });
  const slugs = [...tenant.slugs.values()].map((slug) => slug.lastAt);
  const last = Math.max(...lasts, ...(dice.chance(70) ? slugs : []));
  if (last > now) return {};
  return { occurredAt: dice.of(now, last, last + dice.roll(now - last + 1)) };
}
