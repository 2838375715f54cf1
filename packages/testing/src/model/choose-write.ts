import type { WriteOptions } from "@promptledger/core";
import type { Choice } from "./choice.ts";
import { chooseCommand } from "./choose-command.ts";
import { chooseRefused } from "./choose-refused.ts";
import { nothingGenerated } from "./model-append.ts";
import type { ModelCommand } from "./model-command.ts";
import { withReferences } from "./model-command.ts";
import type { Write } from "./model-ledger.ts";
import { applyWrite, idOf, isForbidden, promptOf, writeBy } from "./model-ledger.ts";
import type { ModelTenant } from "./model-state.ts";
import type { Action, Step } from "./plan.ts";
import { ACTIONS, REJECTIONS } from "./plan.ts";
import type { RandomChoices } from "./random-choices.ts";
import { randomChoices } from "./random-choices.ts";
import { referAgain } from "./refer.ts";
import type { WriteContext } from "./write-context.ts";
import type { Writer } from "./writers.ts";
import { TRUSTED_WRITER, WRITERS } from "./writers.ts";

/** Turns a step into a write that fits the current state of the tenant. */
export function chooseWrite(step: Step, context: WriteContext): Write {
  const random = randomChoices(step.numbers);
  const writer = random.pick(WRITERS) ?? TRUSTED_WRITER;
  const choice: Choice = { tenant: context.tenant, material: context.material, random };
  const refusal = REJECTIONS.find((code) => code === step.action);
  if (refusal !== undefined) {
    const ordinary = (): Write =>
      withOptions(chooseOrdinary(choice, writer, anyAction(random)), random, context);
    return chooseRefused(refusal, choice, context, ordinary);
  }
  if (step.action === "repeat") {
    const again = random.pick(context.applied);
    if (again !== undefined)
      return { ...again, commands: again.commands.map((one) => withOtherReferences(one, random)) };
  }
  if (step.action === "batch") return withOptions(chooseBatch(choice, writer, context), random, context);
  const action = ACTIONS.find((one) => one === step.action) ?? anyAction(random);
  return withOptions(chooseOrdinary(choice, writer, action), random, context);
}

function anyAction(random: RandomChoices): Action {
  return random.oneOf(...ACTIONS);
}

function chooseOrdinary(choice: Choice, writer: Writer, action: Action): Write {
  return allowed(choice.tenant, writer, [chooseCommand(choice, action)]);
}

// The same command with other forms of its references. The ledger must see it as a repeat.
function withOtherReferences(command: ModelCommand, random: RandomChoices): ModelCommand {
  return withReferences(command, (prompt) => referAgain(random, prompt));
}

/** Chooses the commands of a batch. Each command fits the state that the commands before it lead to. */
function chooseBatch(choice: Choice, writer: Writer, { now }: WriteContext): Write {
  const commands: ModelCommand[] = [];
  let { tenant } = choice;
  const count = 2 + choice.random.below(4);
  for (let index = 0; index < count; index++) {
    const command = withId(chooseCommand({ ...choice, tenant }, anyAction(choice.random)), tenant);
    const write = writeBy(TRUSTED_WRITER, command);
    const { expected, tenant: after } = applyWrite(tenant, write, nothingGenerated(now), now);
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

/** Gives a prompt that a batch creates an id, so that later commands of the batch can refer to it. */
export function withId(command: ModelCommand, { prompts }: ModelTenant): ModelCommand {
  return command.type === "CreatePrompt"
    ? { ...command, id: command.id ?? `batched-${prompts.size}` }
    : command;
}

/** The write by this writer, or by a trusted one if this writer lacks a permission. */
function allowed(tenant: ModelTenant, writer: Writer, commands: readonly ModelCommand[]): Write {
  const write = writeBy(writer, ...commands);
  return isForbidden(tenant, write) ? { ...write, ...TRUSTED_WRITER } : write;
}

function withOptions(write: Write, random: RandomChoices, context: WriteContext): Write {
  const options: WriteOptions = {
    ...(random.chance(30) ? { commandId: context.newCommandId() } : {}),
    ...(random.chance(20) ? { reason: "because" } : {}),
    ...(random.chance(25) ? { expected: promptOf(write, context.tenant)?.revision ?? 0 } : {}),
    ...(random.chance(20) ? pastTime(write, random, context) : {}),
  };
  return { ...write, options };
}

/** A time that the prompts' histories still allow: their last time, or one between that and now. */
function pastTime(
  { commands }: Write,
  random: RandomChoices,
  { tenant, now }: WriteContext,
): { readonly occurredAt?: number } {
  const lasts = commands.map((command) => {
    const id = command.type === "CreatePrompt" ? "" : (idOf(tenant, command.prompt) ?? "");
    return tenant.prompts.get(id)?.lastAt ?? 0;
  });
  const slugs = [...tenant.slugs.values()].map((slug) => slug.lastAt);
  const last = Math.max(...lasts, ...(random.chance(70) ? slugs : []));
  if (last > now) return {};
  return { occurredAt: random.oneOf(now, last, last + random.below(now - last + 1)) };
}
