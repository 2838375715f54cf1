import type { TcpProxy } from "@promptledger/test-servers";
import { startTcpProxy } from "@promptledger/test-servers";

/** Starts a proxy in front of a Redis server. Its requests are scripts. */
export function startRedisProxy(target: string): Promise<TcpProxy> {
  return startTcpProxy(target, {
    isRequest: (data) => /\r\neval(?:sha)?\r\n/iu.test(data.toString("latin1")),
    completesAnswer: () => true,
  });
}
