import type { EventMetadata } from "../store/recorded-event.ts";
import type { Session } from "../read/engine.ts";
import type { WriteOptions } from "../ledger/options.ts";

/** The JSON text of the metadata that all events of a write have. */
export function metadataText({ actor }: Session, commandId: string, options: WriteOptions): string {
  const { reason, correlationId, causationId, traceparent } = options;
  const metadata: EventMetadata = {
    actor: actor.id,
    commandId,
    ...(reason === undefined ? {} : { reason }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(causationId === undefined ? {} : { causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return JSON.stringify(metadata);
}
