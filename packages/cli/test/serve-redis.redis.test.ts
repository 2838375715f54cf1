import { randomUUID } from "node:crypto";
import { startRedis, testRedisCluster, testRedisUrl } from "@promptledger/test-servers";
import { describe, expect, test } from "vitest";
import { sample } from "./command.ts";
import { inProcess } from "./in-process.ts";
import { callOrkes, PROVIDER, tokenOf } from "./orkes-calls.ts";
import { startServer } from "./server.ts";
import { walkThrough, whatIsLeft } from "./walk-through.ts";

const KEY = "a-key-of-the-tests-1234";

async function walkAndRestart(store: string, shown: string): Promise<void> {
  const start = () => startServer(["--store", store], { PROMPTLEDGER_API_KEY: KEY });
  let server = await start();
  expect(server.greeting()).toContain(`storage       ${shown}\n`);
  try {
    // Other processes may share the storage, so the key for secrets must be given.
    const token = await tokenOf(server.url, KEY);
    const refused = await callOrkes(server.url, token, "POST", "/integrations/provider/ours", PROVIDER);
    expect([refused.status, await refused.text()]).toEqual([
      501,
      expect.stringMatching(/PROMPTLEDGER_SECRETS_KEY.*docs\/how-to\/move-from-orkes\.md/u),
    ]);
    expect(server.greeting()).toContain("set PROMPTLEDGER_SECRETS_KEY");
    const written = await walkThrough(server.url, KEY);
    await server.stop("SIGKILL");
    server = await start();
    expect(server.greeting()).toContain("The ledger has 1 prompt.");
    expect(await whatIsLeft(server.url, KEY)).toEqual(written);
    expect(await server.stop()).toMatchObject({ code: 0, stderr: "" });
  } finally {
    await server.stop("SIGKILL");
  }
  expect(await inProcess(["rebuild", "--check", "--store", store])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("every document matches its events"),
  });
  expect((await inProcess(["migrate", "--store", store])).stdout).toBe(
    `${shown} has no schema: there is nothing to migrate\n`,
  );
}

describe("serve", () => {
  test("serves the whole Respan API on Redis, and keeps everything across kill -9 and a restart", async () => {
    const url = testRedisUrl();
    await walkAndRestart(`${url}?prefix=${randomUUID()}`, url);
  }, 60_000);

  test("serves the whole Respan API on Redis Cluster, and keeps everything across kill -9 and a restart", async () => {
    const url = `redis-cluster://${(await testRedisCluster()).map(({ host, port }) => `${host}:${port}`).join(",")}`;
    await walkAndRestart(`${url}?prefix=${randomUUID()}`, url);
  }, 60_000);

  test("says which server it cannot reach, and why, and never prints the password", async () => {
    for (const scheme of ["redis", "redis-cluster"]) {
      const { code, stdout, stderr } = await inProcess([
        "serve",
        "--store",
        `${scheme}://jane:sesame@127.0.0.1:1`,
      ]);
      expect([code, stdout]).toEqual([4, ""]);
      expect(stderr).toMatch(
        new RegExp(`${scheme}://127.0.0.1:1(/0)? cannot be reached: .*ECONNREFUSED`, "u"),
      );
      expect(stderr).not.toMatch(/jane|sesame/u);
    }
  });

  test("says that the password is wrong, and never prints it", async () => {
    const server = await startRedis();
    try {
      await server.ask("config", "set", "requirepass", "right");
      const { code, stderr } = await inProcess([
        "migrate",
        "--store",
        `redis://:sesame@127.0.0.1:${server.port}`,
      ]);
      expect(code).toBe(4);
      expect(stderr).toMatch(/cannot be reached: .*(?:WRONGPASS|invalid)/iu);
      expect(stderr).not.toContain("sesame");
    } finally {
      await server.stop();
    }
  });

  test("refuses to write to a server that may lose events, and names the setting, unless the URL allows it", async () => {
    const server = await startRedis({ settings: { appendonly: "no" } });
    try {
      const refused = await inProcess(["import", sample, "--store", server.url]);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain("set appendonly yes");
      const accepted = await inProcess(["import", sample, "--store", `${server.url}?allowVolatile=true`]);
      expect(accepted.code).toBe(0);
    } finally {
      await server.stop();
    }
  });
});
