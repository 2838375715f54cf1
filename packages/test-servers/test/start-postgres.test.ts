import { existsSync } from "node:fs";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PostgresServer } from "../src/index.ts";
import { startPostgres } from "../src/index.ts";
import { isRunning } from "../src/process-tree.ts";
import { rows } from "./rows.ts";

describe("startPostgres", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ settings: { work_mem: "5MB" } });
  });
  afterAll(() => server.stop());

  it("is durable by default, and takes settings", async () => {
    const [settings] = await rows(
      server.url,
      "select current_setting('fsync') fsync, current_setting('work_mem') work_mem, current_setting('server_encoding') encoding",
    );
    expect(settings).toEqual({ fsync: "on", work_mem: "5MB", encoding: "UTF8" });
  });

  it("keeps what was committed when it is killed and started again", async () => {
    const { url } = server;
    await rows(url, "create table kept (n int)");
    const connected = new Client({ connectionString: url });
    const broken = new Promise((resolve) => connected.on("error", resolve));
    await connected.connect();
    await connected.query("insert into kept values (1)");
    await connected.query("begin");
    await connected.query("insert into kept values (2)");
    const [backend] = (await connected.query("select pg_backend_pid() pid")).rows;
    const pid = server.pid();

    await server.kill();
    expect([pid, backend.pid].map(isRunning)).toEqual([false, false]);
    expect(server.pid()).toBeUndefined();
    expect(await broken).toBeInstanceOf(Error);
    await expect(rows(url, "select 1")).rejects.toThrow("ECONNREFUSED");

    await server.start();
    expect(server.pid()).not.toBe(pid);
    expect(await rows(url, "select n from kept")).toEqual([{ n: 1 }]);
    expect(server.log()).toContain("automatic recovery in progress");
    await expect(server.start()).rejects.toThrow("runs already");
  });

  it("leaves no process and no folder when it is stopped while somebody is connected", async () => {
    const connected = new Client({ connectionString: server.url });
    connected.on("error", () => {});
    await connected.connect();
    const [backend] = (await connected.query("select pg_backend_pid() pid")).rows;
    const pid = server.pid() as number;
    await server.stop();
    expect([pid, backend.pid].map(isRunning)).toEqual([false, false]);
    expect(existsSync(server.folder)).toBe(false);
    expect(server.log()).toContain("database system is shut down");
    await expect(server.start()).rejects.toThrow("was stopped");
  });
});
