import type { RecordedEvent } from "@promptledger/core/adapter";
import { LedgerError } from "@promptledger/core/adapter";
import { reading } from "../connection/reading.ts";
import { recordedEvents } from "../event-text.ts";
import { SEGMENT } from "../keys.ts";
import type { EventSource, Reference } from "./log.ts";
import { PAGE, referenceOf } from "./log.ts";

/** The events at these positions, in the order of the positions, anywhere in the log. */
export async function eventsAt(
  source: EventSource,
  positions: readonly number[],
): Promise<readonly RecordedEvent[]> {
  const { connection, keys } = source;
  const references = await Promise.all(
    positions.map(async (position) => {
      const [segment, index] = [Math.floor((position - 1) / SEGMENT.log), (position - 1) % SEGMENT.log];
      const text = await connection.command("lindex", keys.log(segment), [index], "reads");
      return text === null ? lost() : referenceOf(String(text));
    }),
  );
  const events: RecordedEvent[] = [];
  for (const page of pagesOf(references)) events.push(...(await readAll(source, page)));
  return events.every(({ position }, index) => position === positions[index]) ? events : lost();
}

/** The references in pages by the bytes of their events. */
function* pagesOf(references: readonly Reference[]): Generator<readonly Reference[]> {
  let page: Reference[] = [];
  let bytes = 0;
  for (const reference of references) {
    bytes += reference.bytes;
    if (page.length > 0 && bytes > PAGE.bytes) {
      yield page;
      [page, bytes] = [[], reference.bytes];
    }
    page.push(reference);
  }
  if (page.length > 0) yield page;
}

async function readAll(
  source: EventSource,
  references: readonly Reference[],
): Promise<readonly RecordedEvent[]> {
  const read = reading(source);
  const answers = references.map(({ stream, version }) => read.events(stream, version, version));
  await read.run();
  return references.flatMap(({ stream, version }, index) =>
    recordedEvents(answers[index]?.() ?? [], source.tenant, stream, version),
  );
}

function lost(): never {
  throw new LedgerError("unavailable", "the log lost events during the read, as in a failover; read again");
}
