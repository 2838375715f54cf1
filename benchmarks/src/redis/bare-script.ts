import { Redis } from "ioredis";
import type { Peer } from "../peer.ts";
import { eventData } from "../peer.ts";

/** The least that an append can be: no expected version, no document, no command id, no position. */
const SCRIPT = "return redis.call('XADD', KEYS[1], '*', 'event', ARGV[1])";

/** A bare Lua script of one XADD, one call for each append, as ioredis sends it: it does not wait for others. */
export interface BareScript extends Pick<Peer, "name" | "append" | "close"> {}

/** Connects to a server, and loads the script. */
export async function bareScript(url: string): Promise<BareScript> {
  const client = new Redis(url);
  const digest = String(await client.script("LOAD", SCRIPT));
  let made = 0;
  return {
    name: "bare XADD",
    async append() {
      made += 1;
      await client.evalsha(digest, 1, "bare", JSON.stringify(eventData(made)));
    },
    async close() {
      client.disconnect();
    },
  };
}
