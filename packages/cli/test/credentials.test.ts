import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runProgram } from "../src/program.ts";
import { hideCredentials } from "../src/terminal/hide-credentials.ts";

/** Everything that a command prints, and its exit code. */
async function printed(args: readonly string[], environment: Record<string, string> = {}) {
  let text = "";
  const output = { write: (part: string) => (text += part) };
  const code = await runProgram(args, { out: output, err: output, environment });
  return { code, text };
}

// Nobody listens at port 1.
const HOST = "127.0.0.1:1";

describe("the password in an address", () => {
  test.each([
    ...["redis", "rediss", "redis-cluster", "postgres", "postgresql"].flatMap((scheme) => [
      `${scheme}://ann:hush@${HOST}/none`,
      `${scheme}://ann:12/hush@${HOST}`,
      `${scheme}://ann:12?hush@${HOST}`,
      `${scheme}://ann:12?prefix=hush@${HOST}`,
      `${scheme}://ann:12#hush@${HOST}`,
      `${scheme}://ann:hush`,
      `${scheme}://ann:%hush@${HOST}`,
      `${scheme}:ann:hush@${HOST}`,
      `${scheme}//ann:hush@${HOST}`,
    ]),
    `redis-cluster://ann:12,hush@${HOST},${HOST}`,
    `redis-cluster://ann:1@hush,@${HOST},${HOST}`,
    `redis://${HOST}?password=hush`,
    `redis://${HOST}?hush`,
    `redis://${HOST}?prefix=hush{`,
    `redis://${HOST}?waitForReplicas=hush`,
    `redis://ann:hush@${HOST}?hush=1`,
    `postgres://${HOST}/db?rowLevelSecurity=hush`,
    `reddis://ann:hush@${HOST}`,
    `hush@${HOST}`,
  ])("is in nothing that is printed: %s", async (store) => {
    for (const args of [
      ["log", "prompt", "--store", store],
      ["migrate", "--json", `--store=${store}`],
    ]) {
      const { code, text } = await printed(args);
      expect([code, text]).toEqual([expect.any(Number), expect.not.stringContaining("hush")]);
      expect(code).not.toBe(0);
      expect(text).not.toMatch(/\bann\b/u);
    }
  });

  test("is in no message about the command line, wherever the address was written by mistake", async () => {
    const password = fc.string({ unit: fc.constantFrom(..."a1/?#@:,' \"%&="), maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        password,
        fc.constantFrom("redis://", "postgres://", "redis:"),
        async (part, scheme) => {
          const address = `${scheme}ann:${part}hush${part}@${HOST}/db`;
          for (const args of [
            [address],
            ["serve", address],
            ["serve", `--stor=${address}`],
            ["serve", "--port", address],
            ["serve", `--public-url=x${address}`],
            ["log", "prompt", "--tenant", address, "--json"],
            ["diff", "prompt", address, "1"],
            ["log", "prompt", "--import", address],
            ["log", address, "--store", "memory:"],
            ["show", "prompt", "--store", "memory:", "--at", address],
          ]) {
            const { code, text } = await printed(args);
            expect([args, code]).not.toEqual([args, 0]);
            expect(text).not.toContain("hush");
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("hideCredentials", () => {
  test.each([
    ["at redis://ann:word@host:1/0 now", [], "at redis://****@host:1/0 now"],
    ["redis://host and postgres://a:b@c, https://d", [], "redis://host and postgres://****@c, https://d"],
    ["'redis://a:b c@d?password=e'", ["--store=redis://a:b c@d?password=e"], "'redis://****@d?****'"],
    ["redis:a:b@c", ["redis:a:b@c"], "redis:****@c"],
    ["jane@example.com: no, really?", ["jane@example.com: no, really?"], "jane@example.com: no, really?"],
  ])("makes of %j, given %j: %j", (text, given, shown) => {
    expect(hideCredentials(text, given)).toBe(shown);
  });
});
