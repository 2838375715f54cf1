import type { Event } from "@event-driven-io/emmett";
import { CommandHandler, STREAM_DOES_NOT_EXIST } from "@event-driven-io/emmett";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import type { Peer } from "../peer.ts";
import { eventData } from "../peer.ts";

type Edited = Event<"VersionEdited", ReturnType<typeof eventData>>;

interface Draft {
  readonly edits: number;
  readonly changes: Edited["data"]["changes"] | null;
}

const evolve = ({ edits }: Draft, { data }: Edited): Draft => ({ edits: edits + 1, changes: data.changes });
const initialState = (): Draft => ({ edits: 0, changes: null });

/** Emmett's event store on PostgreSQL. It has neither command ids nor documents, so its appends carry the event alone. */
export async function emmettPeer(url: string): Promise<Peer> {
  const store = getPostgreSQLEventStore(url);
  await store.schema.migrate();
  const handle = CommandHandler<Draft, Edited>({ evolve, initialState });
  const edited = (index: number): Edited => ({ type: "VersionEdited", data: eventData(index) });
  return {
    name: "Emmett",
    async append(stream, version) {
      await store.appendToStream(stream, [edited(version)], {
        expectedStreamVersion: version === 0 ? STREAM_DOES_NOT_EXIST : BigInt(version),
      });
    },
    async appendMany(stream, count) {
      const events = Array.from({ length: count }, (_, index) => edited(index));
      await store.appendToStream(stream, events, { expectedStreamVersion: STREAM_DOES_NOT_EXIST });
    },
    async prepare(stream) {
      await store.appendToStream(stream, [edited(0), edited(1)]);
    },
    async command(stream) {
      await handle(store, stream, ({ edits }) => edited(edits));
    },
    async fold(stream, events) {
      const { state } = await store.aggregateStream<Draft, Edited>(stream, { evolve, initialState });
      if (state.edits < events) throw new Error("events were lost");
    },
    async close() {
      await store.close();
    },
  };
}
