import { createDatabase, startPostgres } from "@promptledger/test-servers";
import { report } from "../spread.ts";
import { atOnce, median, timed } from "../timed.ts";
import { postgresPeer } from "./postgres-peer.ts";

const TENANTS = 64;
const CALLERS = 64;
const CALLS = 8000;
const ROUNDS = 5;
/** 64 tenants may be slower than one by a third. */
const ALLOWED = 4 / 3;

/** Appends by 64 callers, half to new streams, to one tenant and to 64 in turns: what it costs that each tenant has a lock and a log of its own. */
export async function benchmarkTenants(): Promise<void> {
  const server = await startPostgres();
  try {
    const peers = [
      { tenants: 1, peer: await postgresPeer(await createDatabase(server.url)), figures: [] as number[] },
      {
        tenants: TENANTS,
        peer: await postgresPeer(await createDatabase(server.url), TENANTS),
        figures: [] as number[],
      },
    ];
    for (let round = 0; round <= ROUNDS; round++) {
      for (const { peer, figures } of peers) {
        const name = (index: number): string => `r${Date.now()}x${round}-${index}`;
        const streams = Array.from({ length: CALLS }, (_, index) => name(index));
        await atOnce(16, CALLS / 2, (index) => peer.append(streams[index * 2] ?? "", 0));
        const run = await timed(CALLERS, CALLS, 1, (index) =>
          peer.append(streams[index] ?? "", index % 2 === 0 ? 1 : 0),
        );
        if (round > 0) figures.push(run.rate);
      }
    }
    for (const { tenants, figures } of peers)
      report(`PostgreSQL: appends to ${tenants} tenants, ${CALLERS} callers`, figures, "appends/s");
    const [one = 0, many = 1] = peers.map(({ figures }) => median(figures));
    console.log(
      `one tenant to ${TENANTS}: ${(one / many).toFixed(2)} times as fast (at most ${ALLOWED.toFixed(2)})\n`,
    );
    for (const { peer } of peers) await peer.close();
  } finally {
    await server.stop("immediate");
  }
}
