import type { NewEvent } from "@promptledger/core/adapter";

/** An event without meaning for the domain, which names its command. */
export function newEvent(command: string, number = 1): NewEvent {
  return {
    id: `${command}#${number}`,
    type: "SomethingHappened",
    schemaVersion: 1,
    data: JSON.stringify({ description: `What ${command} has written, of about the usual length.` }),
    metadata: JSON.stringify({ actor: "jane", commandId: command }),
    occurredAt: null,
  };
}
