import { own } from "../validation/own.ts";
import type { Answered } from "./answer.ts";
import { isOfPrompt } from "./answer.ts";
import type { CheckedCommand } from "./command.ts";

/**
 * What an actor who may not READ gets in place of a document: which one was written, and nothing of what it holds. A prompt has its `id`, a
 * version its `promptId`, `id` and `number`, a deployment those of its version and its `environment`; what belongs to the tenant has its id or
 * name.
 */
export interface Withheld {
  /** Tells it apart from the document. */
  readonly withheld: true;
  /** The id of the prompt, version, application, key or person. A deployment has that of its version. */
  readonly id?: string;
  /** The prompt of a version or deployment. */
  readonly promptId?: string;
  /** The number of a version, or of the version that was deployed. */
  readonly number?: number;
  /** Where a version was deployed. */
  readonly environment?: string;
  /** The name of an integration or model. */
  readonly name?: string;
  /** The integration that a model belongs to. */
  readonly integration?: string;
}

/** Whether a write was answered with {@link Withheld}, because the actor may not READ the document. */
export function isWithheld(document: object): document is Withheld {
  return "withheld" in document;
}

/** Names the document that a command wrote. */
export function withheldView(command: CheckedCommand["command"], answered: Answered): Withheld {
  return Object.freeze({ withheld: true, ...namesOf(command, answered) });
}

function namesOf(command: CheckedCommand["command"], answered: Answered): Omit<Withheld, "withheld"> {
  if (!isOfPrompt(answered)) {
    if ("target" in command) return {};
    if ("model" in command) return { integration: command.name, name: command.model };
    if ("keyId" in command) return { id: command.keyId };
    if ("actorId" in command) return { id: command.actorId };
    if ("id" in command && command.id !== undefined) return { id: command.id };
    switch (command.type) {
      case "SaveIntegration":
      case "DeleteIntegration":
      case "TagIntegration":
      case "UntagIntegration":
        return { name: command.name };
      default:
        return { id: answered.answer.newId };
    }
  }
  const { promptId, number, environment } = answered.answer;
  const { versions, pinned } = answered.state;
  const version =
    number === null ? (environment === null ? undefined : own(pinned, environment)) : versions[number];
  if (version === undefined) return { id: promptId };
  return {
    promptId,
    id: version.id,
    number: version.number,
    ...(environment === null ? {} : { environment }),
  };
}
