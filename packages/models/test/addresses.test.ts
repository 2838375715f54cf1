import type { LookupAddress } from "node:dns";
import type { ModelCall } from "@promptledger/core";
import type { ModelServer } from "@promptledger/test-servers";
import { startModelServer } from "@promptledger/test-servers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenAiModelsOptions } from "../src/index.ts";
import { openAiModels } from "../src/index.ts";

let server: ModelServer;
let port: string;
beforeAll(async () => {
  server = await startModelServer();
  ({ port } = new URL(server.url));
});
afterAll(() => server.stop());

/** Resolves every name to these addresses, in turn; the last one stays. Tells how often it was asked. */
function resolvingTo(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const lookup: OpenAiModelsOptions["lookup"] = (hostname, _options, callback) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    const found = answer.map(
      (address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 }),
    );
    process.nextTick(() => callback(null, found));
  };
  return { asked, lookup };
}

async function outcome(host: string, options: OpenAiModelsOptions): Promise<string> {
  const configuration = { api_key: "sk-1", endpoint: `http://${host}:${port}/v1` };
  const call: ModelCall = {
    provider: { name: "ours", type: "custom", category: "AI_MODEL", configuration },
    model: { name: "tiny", configuration: {} },
    messages: [{ role: "user", content: "Hi" }],
  };
  const models = openAiModels({ timeout: 5000, ...options });
  return models.complete(call).then(
    ({ text }) => text,
    (error: unknown) => (error as Error).message,
  );
}

const REFUSED =
  "the model provider ours gave no answer: its endpoint is at a private or reserved address, and those may not be called";

const PRIVATE = [
  ...["127.0.0.1", "127.255.0.9", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255"],
  ...["172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "100.127.255.255"],
  ...["192.0.0.8", "198.18.0.1", "198.19.255.255", "224.0.0.1", "239.255.255.255", "240.0.0.1"],
  ...["255.255.255.255", "::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fdff::1", "ff02::1"],
  // Other ways to write, or to reach, an IPv4 address.
  ...["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::a00:1", "::8.8.8.8"],
  ...["::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::"],
  ...["2001:0:1::1", "2001:db8::1", "3fff::1", "100::1"],
];

describe("an address that is private or reserved", () => {
  test.each(PRIVATE)("%s is refused, written in the endpoint or found for its name", async (address) => {
    const host = address.includes(":") ? `[${address}]` : address;
    const before = server.requests.length;
    expect(await outcome(host, {})).toBe(REFUSED);
    const { lookup } = resolvingTo([address]);
    expect(await outcome("models.test", { lookup })).toBe(REFUSED);
    // One good address among them does not help.
    expect(await outcome("models.test", { lookup: resolvingTo(["8.8.8.8", address]).lookup })).toBe(REFUSED);
    expect(server.requests).toHaveLength(before);
  });

  test.each(["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "LOCALHOST", "①②⑦.0.0.1"])(
    "%s is one too",
    async (host) => {
      expect(await outcome(host, {})).toBe(REFUSED);
      expect(await outcome(host, { allowPrivateAddresses: true })).toBe("<Hi>");
    },
  );

  test("is refused with a zone, and where it is no address at all", async () => {
    for (const address of ["fe80::1%eth0", "::1%lo", "8.8.8.8 ", "", "models.test"])
      expect(await outcome("models.test", { lookup: resolvingTo([address]).lookup })).toBe(REFUSED);
  });

  test("is refused in every range as a whole", async () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const beginnings = [
      "10",
      "127",
      "0",
      "172.16",
      "172.31",
      "192.168",
      "169.254",
      "100.64",
      "100.127",
      "224",
      "255",
    ];
    const addresses = fc
      .tuple(fc.constantFrom(...beginnings), byte, byte, byte)
      .map(([beginning, ...rest]) => [...beginning.split("."), ...rest].slice(0, 4).join("."));
    const forms = fc.constantFrom("", "::ffff:", "::", "64:ff9b::");
    await fc.assert(
      fc.asyncProperty(addresses, forms, async (address, form) => {
        const { lookup } = resolvingTo([`${form}${address}`]);
        expect(await outcome("models.test", { lookup })).toBe(REFUSED);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a name", () => {
  test("is resolved once for a call, and the call goes to what was checked", async () => {
    // A name that leads elsewhere as soon as it was checked, as an attacker's does.
    const rebinding = resolvingTo(["127.0.0.1"], ["203.0.113.1"]);
    const { lookup, asked } = rebinding;
    expect(await outcome("models.test", { lookup, allowPrivateAddresses: true })).toBe("<Hi>");
    expect(asked).toEqual(["models.test"]);
  });

  test("that is not found cannot be reached", async () => {
    const lookup: OpenAiModelsOptions["lookup"] = (_hostname, _options, callback) =>
      callback(Object.assign(new Error("the inside of a resolver"), { code: "ENOTFOUND" }), []);
    expect(await outcome("models.test", { lookup })).toBe(
      "the model provider ours gave no answer: its endpoint cannot be reached",
    );
  });
});

test("An endpoint that redirects to a private address is not followed", async () => {
  const redirecting = await startModelServer((_request, response) => {
    response.writeHead(307, { location: server.url }).end();
  });
  const before = server.requests.length;
  const configuration = { api_key: "sk-1", endpoint: redirecting.url };
  const call: ModelCall = {
    provider: { name: "ours", type: "custom", category: "AI_MODEL", configuration },
    model: { name: "tiny", configuration: {} },
    messages: [{ role: "user", content: "Hi" }],
  };
  await expect(openAiModels({ allowPrivateAddresses: true }).complete(call)).rejects.toThrow(
    "it answered with 307",
  );
  expect(server.requests).toHaveLength(before);
  await redirecting.stop();
});
