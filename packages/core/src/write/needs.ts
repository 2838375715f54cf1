import { DEFAULT_ENVIRONMENT } from "../prompt/commands.ts";
import { rollbackTarget } from "../prompt/decide-deployment.ts";
import type { Pin, PromptState } from "../prompt/state.ts";
import { currentNumber, latestCommitted } from "../prompt/state.ts";
import { own } from "../validation/own.ts";
import type { TargetedCommand } from "./command.ts";

/** What deciding on a command, and answering it, reads of a prompt beside its document. */
export interface Needs {
  readonly numbers: readonly number[];
  /** The environments whose deployment is read. */
  readonly environments: readonly string[];
  /** A pin whose version must be read from the history if its numbered slot is at another revision by now. */
  readonly pin: Pin | null;
}

/** What a command reads, as far as it can be told from the prompt's state. Numbers that do not exist are not needed. */
export function needsOf(command: TargetedCommand["command"], prompt: PromptState): Needs {
  const current = currentNumber(prompt);
  const existing = (...numbers: readonly number[]): readonly number[] =>
    numbers.filter((number) => prompt.numbers.includes(number));
  const answer = existing(current);
  switch (command.type) {
    case "EditVersion":
    case "CommitVersion":
    case "SaveVersion":
      return {
        numbers: typeof command.number === "number" ? [...answer, ...existing(command.number)] : answer,
        environments: [],
        pin: null,
      };
    case "DeleteVersion":
      // The highest one deleted, the next lower one is the prompt's current version.
      return {
        numbers: [...answer, ...existing(command.number, prompt.numbers.at(-2) ?? 0)],
        environments: [],
        pin: null,
      };
    case "DeployVersion": {
      const number = command.version === "latest" ? latestCommitted(prompt) : command.version;
      return {
        numbers: [...answer, ...existing(number)],
        environments: [command.environment ?? DEFAULT_ENVIRONMENT],
        pin: null,
      };
    }
    case "RollBackDeployment": {
      const environment = command.environment ?? DEFAULT_ENVIRONMENT;
      const pointer = own(prompt.deployments, environment);
      const pin = pointer === undefined ? undefined : rollbackTarget(command, prompt, pointer);
      return {
        numbers: [...answer, ...existing(pin?.number ?? 0)],
        environments: [environment],
        pin: pin ?? null,
      };
    }
    case "PromoteDeployment": {
      const pin = own(prompt.deployments, command.from);
      return {
        numbers: [...answer, ...existing(pin?.number ?? 0)],
        environments: [command.from, command.to],
        pin: pin ?? null,
      };
    }
    default:
      return { numbers: answer, environments: [], pin: null };
  }
}
