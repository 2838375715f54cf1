import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import { createLedger } from "@promptledger/core";
import { testPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

let opened: OpenStore;
let url: string;

beforeAll(async () => {
  url = await testPostgres().createDatabase();
  opened = await openStore(url);
});

afterAll(() => opened?.close());

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.from(`${type}....`);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const AUTHENTICATED = message("R", Buffer.alloc(4));
const KEY = message("K", Buffer.alloc(8));
const READY = message("Z", Buffer.from("I"));
const GOODBYE = message(
  "E",
  Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"),
);

/** What a server sends once the client has asked for a connection; then it hangs up. */
const LAST_WORDS: Readonly<Record<string, readonly Buffer[]>> = {
  "before an answer": [],
  "after the authentication": [AUTHENTICATED],
  "after its key": [AUTHENTICATED, KEY],
  "once it is ready": [AUTHENTICATED, KEY, READY],
  "with an error before it is ready": [AUTHENTICATED, GOODBYE],
  "with an error in the packet that opens the connection": [AUTHENTICATED, KEY, READY, GOODBYE],
};

describe("a server that hangs up", () => {
  let server: Server;
  const failures: unknown[] = [];
  const note = (error: unknown): void => {
    failures.push(error);
  };
  beforeAll(() => {
    process.on("uncaughtException", note);
  });
  afterAll(() => {
    process.off("uncaughtException", note);
  });
  afterEach(() => server.close());

  it.each(Object.entries(LAST_WORDS))(
    "%s makes calls unavailable and does not end the process",
    async (_, words) => {
      server = createServer((socket: Socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => {
          socket.end(Buffer.concat(words));
        });
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const pool = new Pool({
        host: "127.0.0.1",
        port: (server.address() as AddressInfo).port,
        user: "u",
        max: 2,
      });
      const store = postgresEventStore({ pool });
      for (let attempt = 0; attempt < 3; attempt++)
        await expect(store.load("acme", { streams: [{ stream: "s" }] })).rejects.toMatchObject({
          code: "unavailable",
        });
      await store.close();
      await pool.end();
      expect(failures).toEqual([]);
    },
  );
});

describe("a time limit", () => {
  it("ends calls to a server that accepts connections and never answers", async () => {
    const server = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(server, "listening");
    const pool = new Pool({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, user: "u" });
    const store = postgresEventStore({ pool, timeout: 50 });
    await expect(store.load("acme", { streams: [{ stream: "s" }] })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/within 50 ms/u),
    });
    await store.close();
    server.close();
  });

  it("ends calls that wait for a connection of a full pool", async () => {
    const pool = new Pool({ connectionString: url, max: 1 });
    const taken = await pool.connect();
    const store = postgresEventStore({ pool, timeout: 50 });
    const acme = createLedger({ store }).as({ tenant: "full", actor: { id: "jane" } });
    await expect(acme.prompts.create({ name: "P" })).rejects.toMatchObject({ code: "unavailable" });
    taken.release();
    const patient = postgresEventStore({ pool });
    const again = createLedger({ store: patient }).as({ tenant: "full", actor: { id: "jane" } });
    expect((await again.prompts.create({ name: "P" })).name).toBe("P");
    await Promise.all([store.close(), patient.close()]);
    await pool.end();
  });

  it("leaves the outcome of an append unknown, and the store closes", async () => {
    const pool = new Pool({ connectionString: url, max: 3 });
    const store = postgresEventStore({ pool, timeout: 300 });
    const acme = createLedger({ store }).as({ tenant: "slow", actor: { id: "jane" } });
    await acme.prompts.create({ name: "P" });
    const blocker = await opened.pool.connect();
    await blocker.query("BEGIN; LOCK TABLE promptledger.events IN ACCESS EXCLUSIVE MODE");
    await expect(
      store.append({
        tenant: "slow",
        command: { id: "c", fingerprint: "f", result: "{}" },
        streams: [{ stream: "s", expected: "any", events: [] }],
      }),
    ).rejects.toMatchObject({ code: "outcome-unknown" });
    await store.close();
    await blocker.query("ROLLBACK");
    blocker.release();
    await pool.end();
  });
});

describe("a pooled connection", () => {
  it("that was given back inside an open transaction is not written on", async () => {
    const pool = new Pool({ connectionString: url, max: 1 });
    const store = postgresEventStore({ pool });
    const acme = createLedger({ store }).as({ tenant: "left-open", actor: { id: "jane" } });
    const client = await pool.connect();
    await client.query("BEGIN");
    client.release();
    await acme.prompts.create({ id: "one", name: "One" });
    const next = await pool.connect();
    await next.query("ROLLBACK");
    next.release();
    const other = createLedger({ store: opened.store }).as({ tenant: "left-open", actor: { id: "jane" } });
    expect((await other.prompts.get({ id: "one" })).name).toBe("One");
    await store.close();
    await pool.end();
  });

  it("that was given back with its BEGIN still on its way is not taken for one that commits", async () => {
    const pool = new Pool({ connectionString: url, max: 1 });
    const store = postgresEventStore({ pool });
    const acme = createLedger({ store }).as({ tenant: "begin-on-its-way", actor: { id: "jane" } });
    await acme.prompts.create({ id: "one", name: "One" });
    const client = await pool.connect();
    const begun = client.query("BEGIN");
    client.release();
    // It once was acknowledged, and rolled back when the connection was borrowed next.
    await acme.prompts.edit({ id: "one" }, { name: "Two" }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: "unavailable" });
    });
    await begun;
    const shown = (await acme.prompts.get({ id: "one" })).name;
    const edits = [];
    for await (const { type } of acme.history.log()) if (type === "PromptEdited") edits.push(type);
    expect([shown, edits.length]).toEqual(["One", 0]);
    await acme.prompts.edit({ id: "one" }, { name: "Two" });
    expect((await acme.prompts.get({ id: "one" })).name).toBe("Two");
    await store.close();
    await pool.end();
  });
});
