import type { Actor, ErrorCode, PromptRef, WriteOptions } from "@promptledger/core";
import type { ModelCommand } from "./model-command.ts";
import { withReferences } from "./model-command.ts";
import type { ModelCommandRecord, ModelPrompt } from "./model-state.ts";
import { heldBy } from "./prompt-rules.ts";
import { idIn } from "./refer.ts";
import { refuseActor } from "./refuse-actor.ts";

/** The part of a write that its command id stands for. */
interface NamedWrite {
  readonly actor: Actor;
  readonly commands: readonly ModelCommand[];
  readonly options: WriteOptions;
}

/** The key of a command: command ids are an actor's own, and actors of other kinds are other actors. */
export function commandKey({ id, kind = "host" }: Actor, commandId: string): string {
  return JSON.stringify([kind, id, commandId]);
}

/** What the model keeps of a write with a command id: its commands and conditions, and the prompts that it was about. */
export function recordOf(write: NamedWrite, promptIds: readonly string[]): ModelCommandRecord {
  return { text: textOf(write), promptIds };
}

/**
 * Refuses a write whose command id was used before: with other commands or conditions, or if the actor could not do today what it did. A
 * creation is answered to an actor that may read what it created, and the source of a copy.
 */
export function refuseRepeat(
  write: NamedWrite,
  { text, promptIds }: ModelCommandRecord,
  prompts: ReadonlyMap<string, ModelPrompt>,
  find: (prompt: PromptRef) => ModelPrompt | undefined,
): ErrorCode | null {
  if (text !== textOf(write)) return "command-id-reused";
  const { actor, commands } = write;
  const mayRead = (prompt: ModelPrompt | undefined): boolean =>
    prompt === undefined || heldBy(actor, prompt).includes("READ");
  const isAllowed = commands.every((command, index) => {
    const prompt = prompts.get(promptIds[index] ?? "");
    if (command.type !== "CreatePrompt") return refuseActor(actor, command, prompt) === null;
    if (command.from !== undefined && !mayRead(find(command.from.prompt))) return false;
    return command.ifAbsent ? refuseActor(actor, command, prompt) === null : mayRead(prompt);
  });
  return isAllowed ? null : "forbidden";
}

/** Commands and conditions as text. The form of a reference does not count. */
function textOf({ commands, options: { expected, occurredAt } }: NamedWrite): string {
  const plain = commands.map((command) =>
    withReferences(command, (prompt) => (typeof prompt === "string" ? prompt : { id: idIn(prompt) })),
  );
  return JSON.stringify([plain, expected, occurredAt]);
}
