import type { Server } from "node:http";
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { respanApi } from "@promptledger/http";
import type { NodeRequest } from "@promptledger/http/node";
import { toNodeHandler } from "@promptledger/http/node";
import express from "express";
import fastify from "fastify";
import { afterEach, describe, expect, test } from "vitest";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function addressOf(server: Server): Promise<string> {
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function api() {
  const ledger = createLedger({ store: memoryEventStore() });
  const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
  const actor = { id: "jane", kind: "admin" } as const;
  return { acme, respan: respanApi(ledger, { authenticate: () => ({ tenant: "acme", actor }) }) };
}

type Handler = ReturnType<typeof api>["respan"];

/** The line that the README has for each server, with a mount under /ledger. */
const hosts: readonly [string, (respan: Handler) => Promise<Server>][] = [
  ["node:http", async (respan) => createServer(toNodeHandler(respan))],
  ["Express", async (respan) => createServer(express().use("/ledger", toNodeHandler(respan)))],
  [
    "Fastify",
    async (respan) => {
      const app = fastify();
      app.all("/ledger/*", { onRequest: toNodeHandler(respan) }, async () => undefined);
      await app.listen({ port: 0, host: "127.0.0.1" });
      return app.server;
    },
  ],
];

/** Sends a path as it is: `fetch` would resolve its dot segments. */
function status(url: string, method: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, path }, (answer) => resolve(answer.resume().statusCode));
    sent.on("error", reject).end();
  });
}

describe.each(hosts)("an API in %s", (_, host) => {
  test("creates a prompt from a JSON body, and pages of its list lead on under the same prefix", async () => {
    const { respan, acme } = api();
    const url = await addressOf(await host(respan));
    const create = (name: string) =>
      fetch(`${url}/ledger/api/prompts/`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name }),
      });
    expect((await create("one")).status).toBe(201);
    expect((await create("two")).status).toBe(201);
    expect((await acme.prompts.find()).total).toBe(2);
    const page = (await (await fetch(`${url}/ledger/api/prompts/list/?page_size=1`)).json()) as {
      next: string;
    };
    expect(page.next).toContain(`${url}/ledger/api/prompts/list/?`);
    expect((await fetch(page.next)).status).toBe(200);
  });

  test("refuses a dot segment, which would mean the prompt instead of a version", async () => {
    const { respan, acme } = api();
    await acme.prompts.create({ id: "mine", name: "mine" });
    const url = await addressOf(await host(respan));
    expect(await status(url, "DELETE", "/ledger/api/prompts/mine/versions/%2e%2e")).toBe(400);
    expect((await acme.prompts.find()).total).toBe(1);
  });

  test("streams the body to the handler and the answer to the client", async () => {
    const url = await addressOf(await host(async (request) => new Response(request.body)));
    const chunks = new TransformStream<Uint8Array, Uint8Array>();
    const writer = chunks.writable.getWriter();
    const init = { method: "POST", body: chunks.readable, duplex: "half" };
    const answer = fetch(`${url}/ledger/echo`, init as RequestInit);
    await writer.write(new TextEncoder().encode("first"));
    const reader = (await answer).body!.getReader();
    // The first piece is back while the second has not been sent.
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("first");
    await writer.write(new TextEncoder().encode("second"));
    await writer.close();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("second");
    expect((await reader.read()).done).toBe(true);
  });

  test("aborts the request's signal when the client disconnects", async () => {
    const begun = deferred();
    const aborted = deferred();
    const waiting: Handler = async ({ signal }) => {
      signal.addEventListener("abort", () => aborted.resolve());
      begun.resolve();
      await aborted.promise;
      return new Response();
    };
    const url = await addressOf(await host(waiting));
    const client = new AbortController();
    const answer = fetch(`${url}/ledger/slow`, { signal: client.signal }).catch(() => "gone");
    await begun.promise;
    client.abort();
    await aborted.promise;
    expect(await answer).toBe("gone");
  });
});

describe.each<[string, (respan: Handler) => Server]>([
  [
    "express.json()",
    (respan) => createServer(express().use(express.json()).use("/ledger", toNodeHandler(respan))),
  ],
  [
    "code of the host",
    (respan) =>
      createServer(async (incoming, outgoing) => {
        for await (const _ of incoming);
        await toNodeHandler(respan)(incoming, outgoing);
      }),
  ],
])("after %s has read the body", (_, host) => {
  test.each([
    ["whose length was declared", { body: '{"name":"one"}' }],
    ["in chunks", { body: new Blob(['{"name":"one"}']).stream(), duplex: "half" }],
  ])("a write %s is 400, and nothing is written", async (_how, body) => {
    const { respan, acme } = api();
    const url = await addressOf(host(respan));
    const answer = await fetch(`${url}/ledger/api/prompts/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      ...body,
    } as RequestInit);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { detail: expect.stringContaining("mount the API before any parser of bodies") },
    ]);
    expect((await acme.prompts.find()).total).toBe(0);
    const empty = await fetch(`${url}/ledger/api/prompts/`, { method: "POST" });
    expect(empty.status).toBe(201);
  });
});

test.each(["in chunks", "whose length was declared"])(
  "a body %s may be read from a clone before it comes to the API",
  async (how) => {
    const { respan, acme } = api();
    const url = await addressOf(
      createServer(
        toNodeHandler(async (request, context) => {
          await request.clone().text();
          return respan(request, context);
        }),
      ),
    );
    const text = '{"name":"one"}';
    const body = how === "in chunks" ? { body: new Blob([text]).stream(), duplex: "half" } : { body: text };
    const answer = await fetch(`${url}/api/prompts/`, { method: "POST", ...body } as RequestInit);
    expect(answer.status).toBe(201);
    expect((await acme.prompts.find()).items.map(({ name }) => name)).toEqual(["one"]);
  },
);

test("authenticate gets what other middleware knows about the request", async () => {
  const ledger = createLedger({ store: memoryEventStore() });
  interface Known extends NodeRequest {
    user?: string;
  }
  const respan = respanApi(ledger, {
    authenticate: (_request, { incoming }: { readonly incoming: Known }) =>
      incoming.user === "ann" ? { tenant: "acme", actor: { id: "ann", kind: "admin" } } : null,
  });
  const app = express();
  app.use((request, _response, next) => {
    (request as Known).user = request.headers["x-user"] as string;
    next();
  });
  app.use("/ledger", toNodeHandler(respan));
  const url = await addressOf(createServer(app));
  const list = (user: string) => fetch(`${url}/ledger/api/prompts/`, { headers: { "x-user": user } });
  expect((await list("ann")).status).toBe(200);
  expect((await list("tom")).status).toBe(401);
});

test("leaves the globals of the host alone", async () => {
  const { Request: before, Response: answers } = globalThis;
  toNodeHandler(api().respan);
  expect(globalThis.Request).toBe(before);
  expect(globalThis.Response).toBe(answers);
});

/** A promise that the test resolves. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
