import { LONG_STREAM, longStream, MANY_VERSIONS, ONE_DRAFT } from "./long-stream.ts";
import { ownLibrary } from "./own-library.ts";
import { report } from "./spread.ts";

const ROUNDS = 200;

/**
 * Reading the 1,000 events of one prompt's stream from the memory adapter and folding them: once a single draft that is edited all the
 * time, once a life of many versions, each created, edited, committed and deployed.
 */
export async function benchmarkFold(): Promise<void> {
  for (const life of [ONE_DRAFT, MANY_VERSIONS]) {
    const readAndFold = await longStream(ownLibrary, ownLibrary.memoryEventStore(), life);
    const figures: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now();
      await readAndFold();
      figures.push(performance.now() - started);
    }
    report(`memory: reading and folding ${LONG_STREAM} events of one stream: ${life.kind}`, figures, "ms", 2);
  }
}
