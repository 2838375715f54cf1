import type { TargetedCommand } from "../write/command.ts";
import { parseCommands, parseWriteOptions } from "../write/command.ts";
import type { Engine, Session } from "../read/engine.ts";
import { execute } from "../write/pipeline.ts";
import type { WriteOptions } from "./options.ts";
import type { Answer, BatchResult, LedgerCommand } from "./tenant-ledger.ts";
import type { Written } from "../read/views.ts";

/** Applies one command. */
export type Writer = <C extends LedgerCommand>(
  command: C,
  options?: WriteOptions,
) => Promise<Written<Answer<C>>>;

/** Applies commands in one append. */
export type BatchWriter = <const Commands extends readonly LedgerCommand[]>(
  commands: Commands,
  options?: WriteOptions,
) => Promise<BatchResult<Commands>>;

const NO_OPTIONS: WriteOptions = Object.freeze({});

/** The way of every batch: check, execute, freeze. */
export function batchWriter(engine: Engine, session: Session): BatchWriter {
  return async <const Commands extends readonly LedgerCommand[]>(
    commands: Commands,
    options: WriteOptions = NO_OPTIONS,
  ) => {
    const checked = parseCommands(commands).map((one) => inEnvironment(one, session.environment));
    const { receipt, answers } = await execute(
      engine,
      session,
      checked,
      options === NO_OPTIONS ? options : parseWriteOptions(options),
    );
    const frozen: unknown = Object.freeze({
      receipt: Object.freeze(receipt),
      answers: Object.freeze(answers),
    });
    return frozen as BatchResult<Commands>;
  };
}

/** The way of every single write: a batch of one. */
export function writer(batch: BatchWriter): Writer {
  return async <C extends LedgerCommand>(command: C, options?: WriteOptions) => {
    const { receipt, answers } = await batch([command], options);
    const written: unknown = Object.freeze({ ...(answers as readonly object[])[0], receipt });
    return written as Written<Answer<C>>;
  };
}

/** Commands that name no environment are for the session's. */
function inEnvironment(targeted: TargetedCommand, environment: string): TargetedCommand {
  const { command } = targeted;
  switch (command.type) {
    case "DeployVersion":
    case "RollBackDeployment":
    case "UndeployVersion":
      return { ...targeted, command: { ...command, environment: command.environment ?? environment } };
    default:
      return targeted;
  }
}
