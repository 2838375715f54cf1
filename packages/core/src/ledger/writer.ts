import type { Session } from "../authorization/authorize.ts";
import type { Written } from "../read/views.ts";
import type { Answer, BatchResult, LedgerCommand } from "../write/command.ts";
import type { WriteEngine } from "../write/engine.ts";
import type { WriteOptions } from "../write/options.ts";
import { write } from "../write/pipeline.ts";

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
export function batchWriter(engine: WriteEngine, session: Session): BatchWriter {
  return async <const Commands extends readonly LedgerCommand[]>(
    commands: Commands,
    options?: WriteOptions,
  ) => {
    const done: unknown = await write(engine, session, commands, options);
    return done as BatchResult<Commands>;
  };
}

/** The way of every single write: a batch of one. */
export function writer(engine: WriteEngine, session: Session): Writer {
  return async <const C extends LedgerCommand>(command: C, options?: WriteOptions) => {
    const { receipt, answers } = await write(engine, session, [command], options);
    const written: unknown = Object.freeze({ receipt, ...answers[0] });
    return written as Written<Answer<C>>;
  };
}
