import type { NewEvent } from "@promptledger/core/adapter";

/** An event that means nothing to the domain and names its command. */
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
