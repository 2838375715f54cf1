import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { orkesApi, respanApi } from "@promptledger/http";
import { describe, expect, test } from "vitest";
import { authenticateSender, ORIGIN, senderHeader } from "./orkes-client.ts";
import { JANE } from "./respan-client.ts";

/** An API whose lists wait until they are let go. */
function waiting(create: typeof respanApi | typeof orkesApi) {
  const memory = memoryEventStore();
  let letGo = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const store: EventStore = {
    ...memory,
    catalog: {
      ...memory.catalog,
      async findPrompts(tenant, query) {
        await gate;
        return memory.catalog.findPrompts(tenant, query);
      },
    },
  };
  const handle = create(createLedger({ store }), {
    authenticate: authenticateSender,
    maximumCostlyCalls: 3,
  });
  const send = (tenant: string, method = "GET", path = "/api/prompts") =>
    handle(new Request(`${ORIGIN}${path}`, { method, headers: senderHeader(JANE, tenant) }));
  return { send, letGo };
}

describe.each([
  ["respan", respanApi],
  ["orkes", orkesApi],
] as const)("the costly calls of %s", (name, create) => {
  test("are bounded by tenant: one more is 429 at once, and the other tenants are served", async () => {
    const { send, letGo } = waiting(create);
    const first = [1, 2, 3].map(() => send("acme"));
    const refused = await send("acme");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    const body: unknown = await refused.json();
    expect(body).toMatchObject(
      name === "respan" ? { detail: expect.any(String), retry_after: 1 } : { retryable: true },
    );
    // What costs little is served all the same.
    expect((await send("acme", "GET", "/api/prompts/none")).status).toBe(404);
    const others = [1, 2, 3].map(() => send("other"));
    letGo();
    for (const answer of await Promise.all([...first, ...others])) {
      expect(answer.status).toBe(200);
      await answer.text();
    }
    expect((await send("acme")).status).toBe(200);
  });
});
