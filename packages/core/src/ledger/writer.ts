import type { RecordCommand } from "../access/commands.ts";
import { CALL_FOR_RECORDS } from "../access/commands.ts";
import type { Written } from "../read/views.ts";
import { invalidInput } from "../validation/parse.ts";
import type { Answer, BatchResult, LedgerCommand } from "../write/command.ts";
import type { WriteOptions } from "../write/options.ts";
import { write } from "../write/pipeline.ts";
import type { WriteSession } from "../write/session.ts";

/** Applies one command. */
export type Writer = <const C extends LedgerCommand>(
  command: C,
  options?: WriteOptions,
) => Promise<Written<Answer<C>>>;

/** Applies commands in one append. */
export type BatchWriter = <const Commands extends readonly LedgerCommand[]>(
  commands: Commands,
  options?: WriteOptions,
) => Promise<BatchResult<Commands>>;

/** The way of every batch. */
export function batchWriter(session: WriteSession): BatchWriter {
  return async <const Commands extends readonly LedgerCommand[]>(
    commands: Commands,
    options?: WriteOptions,
  ) => {
    if (Array.isArray(commands)) commands.forEach(refuseForRecords);
    const done: unknown = await write(session, commands, options);
    return done as BatchResult<Commands>;
  };
}

function refuseForRecords(command: unknown, index: number): void {
  const { type } = Object(command) as { readonly type?: unknown };
  if (typeof type !== "string" || !Object.hasOwn(CALL_FOR_RECORDS, type)) return;
  const call = CALL_FOR_RECORDS[type as RecordCommand["type"]];
  throw invalidInput([{ field: `commands[${index}].type`, message: `is not for batches; use ${call}` }]);
}

/** The way of every single write: a batch of one. */
export function writer(session: WriteSession): Writer {
  return async <const C extends LedgerCommand>(command: C, options?: WriteOptions) => {
    const { receipt, answers } = await write(session, [command], options);
    const written: unknown = Object.freeze({ receipt, ...answers[0] });
    return written as Written<Answer<C>>;
  };
}
