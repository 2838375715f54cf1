/** A library that keeps events in PostgreSQL, as the benchmarks drive it. Streams are distinguished by their names. */
export interface Peer {
  readonly name: string;
  /** Appends one event to a stream that has so many, with that number as the expected version. */
  append(stream: string, version: number): Promise<void>;
  /** Appends so many events in one call to a stream that has none. */
  appendMany(stream: string, count: number): Promise<void>;
  /** Makes a stream that whole commands can go to. */
  prepare(stream: string): Promise<void>;
  /** A whole command: load, decide, append. Commands on one stream come one after the other. */
  command(stream: string): Promise<void>;
  /** Reads a stream of so many events and folds them. */
  fold(stream: string, events: number): Promise<void>;
  close(): Promise<void>;
}

/** What every event of the benchmarks says, about 300 bytes of JSON. */
export function eventData(index: number): {
  readonly number: number;
  readonly changes: { readonly model: string; readonly messages: readonly unknown[] };
} {
  const content = `You answer customers of the shop in two sentences. Context: {{context}}. Change number ${index}.`;
  return {
    number: 1,
    changes: {
      model: "gpt-4o",
      messages: [
        { role: "system", content },
        { role: "user", content: "{{question}}" },
      ],
    },
  };
}
