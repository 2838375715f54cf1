import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileRequest, TARGETS } from "./hostile-requests.ts";
import type { RespanClient } from "./respan-client.ts";
import { HELLO, respanClient } from "./respan-client.ts";

const RUNS = 300;

describe.each(TARGETS)("$method $path", (target) => {
  test("answers hostile requests as the contract has it, and writes nothing that it refuses", async () => {
    const client = respanClient();
    let sent = 0;
    let past = 0;
    let done = 0;
    let id = "p0";
    await prepare(client, id);
    await fc.assert(
      fc.asyncProperty(hostileRequest(target), async ({ path, headers, body }) => {
        sent++;
        const before = await client.head();
        const sends = target.method === "GET" ? undefined : body;
        const answer = await client.send(target.method, path.replace("{id}", id), sends, headers);
        // The client has checked that the body is JSON, or empty with 204, and of the form that a success promises.
        expect(answer.status).not.toBe(500);
        if (answer.status >= 400) expect(await client.head()).toBe(before);
        if (![401, 404, 405].includes(answer.status)) past++;
        if (answer.status >= 300) return;
        done++;
        if (target.method === "GET") return;
        id = `p${sent}`;
        await prepare(client, id);
      }),
      { numRuns: RUNS },
    );
    expect(sent).toBeGreaterThanOrEqual(RUNS);
    expect(past / sent, "the share past authentication and routing").toBeGreaterThanOrEqual(0.4);
    // Where nothing succeeds, nothing but the first check was tried.
    expect(done / sent, "the share that succeeds").toBeGreaterThanOrEqual(0.05);
  });
});

async function prepare({ acme }: RespanClient, id: string): Promise<void> {
  const prompt = { id };
  const input = { messages: HELLO["messages"] as [{ role: string }], model: "gpt-4o" };
  await acme.batch([
    { type: "CreatePrompt", id, name: `Prompt ${id}` },
    { type: "CreateVersion", prompt, input },
    { type: "CreateVersion", prompt, input },
    { type: "CreateVersion", prompt, input },
    { type: "DeployVersion", prompt, version: 1 },
  ]);
}
