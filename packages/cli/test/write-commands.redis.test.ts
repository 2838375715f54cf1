import { randomUUID } from "node:crypto";
import { testRedisUrl } from "@promptledger/test-servers";
import { beforeAll, expect, test } from "vitest";
import { withFile } from "./command.ts";
import { inProcess } from "./in-process.ts";

const HISTORY = [
  { by: "jane", action: "created", text: "Greet {{name}}.\nBe kind." },
  { by: "sam", action: "edited", text: "Greet {{name}} in one line.\nBe kind.\nBe short." },
]
  .map((change, index) =>
    JSON.stringify({ at: `2026-01-0${index + 1}T09:00:00Z`, prompt: "Greeting", ...change }),
  )
  .join("\n");

const store = `${testRedisUrl()}?prefix=${randomUUID()}`;
const run = (...args: readonly string[]) => inProcess([...args, "--store", store]);

beforeAll(async () => {
  await withFile(HISTORY, (path) => run("import", path));
});

async function document(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { stdout } = await run(...args, "--json");
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

test("deploy, rollback and promote change what is live, and the history says who, and why", async () => {
  const deployed = await run("deploy", "greeting", "1", "--reason", "the new one is rude", "--actor", "kim");
  expect(deployed).toMatchObject({ code: 0, stdout: "version 1 of greeting is live in production now\n" });
  expect((await run("deploy", "greeting", "1")).stdout).toBe(
    "version 1 of greeting was live in production already; nothing changed\n",
  );
  expect(await document("rollback", "greeting")).toMatchObject({ number: 2, environment: "production" });
  expect((await run("rollback", "greeting", "--to", "1")).stdout).toContain("version 1 of greeting");
  expect(await document("promote", "greeting", "--from", "production", "--to", "staging")).toMatchObject({
    number: 1,
    environment: "staging",
    deployedBy: "command-line",
    receipt: { changed: true, repeated: false },
  });
  expect((await run("log", "greeting")).stdout).toMatch(/kim {2}.*version 1.*the new one is rude/u);
});

test("a command id is done once", async () => {
  const once = [
    "deploy",
    "greeting",
    "latest",
    "--environment",
    "test",
    "--command-id",
    "release-7",
  ] as const;
  expect(await document(...once)).toMatchObject({ receipt: { changed: true, repeated: false } });
  expect(await document(...once)).toMatchObject({ receipt: { repeated: true } });
});

test("what cannot be done exits with the code of its kind, and says what to do", async () => {
  expect(await run("deploy", "greeting", "9")).toMatchObject({ code: 3 });
  expect(await run("deploy", "greeting", "x")).toMatchObject({ code: 2 });
  expect(await run("deploy", "nobody", "1")).toMatchObject({ code: 3 });
  expect(await run("rollback", "greeting", "--environment", "nowhere")).toMatchObject({ code: 3 });
  expect(await run("promote", "greeting", "--to", "staging")).toMatchObject({ code: 2 });
  expect(await run("deploy", "greeting", "1", "--contract", "perhaps")).toMatchObject({ code: 2 });
});

test("blame says which version brought each line, and at shows the prompt of a time", async () => {
  const { stdout } = await run("blame", "greeting", "--version", "2");
  expect(stdout.split("\n").map((line) => line.replaceAll(/ +/gu, " "))).toEqual([
    "1 jane 2026-01-01 09:00:00Z 1 [user]",
    "2 sam 2026-01-02 09:00:00Z 2 Greet {{name}} in one line.",
    "1 jane 2026-01-01 09:00:00Z 3 Be kind.",
    "2 sam 2026-01-02 09:00:00Z 4 Be short.",
    "",
  ]);
  const { lines } = await document("blame", "greeting", "--at", "2026-01-01");
  expect(lines).toHaveLength(3);
  expect((await run("at", "greeting", "2026-01-01")).stdout).toContain("Greet {{name}}.\nBe kind.");
  expect(await run("at", "greeting", "2025-01-01")).toMatchObject({ code: 3 });
});

test("erase erases a person once, and says when nothing is stored", async () => {
  expect((await run("erase", "jane", "--reason", "asked for it")).stdout).toContain("jane is erased");
  expect(await document("erase", "jane")).toEqual({ actor: "jane", erased: false });
  expect((await run("erase", "nobody-at-all")).stdout).toContain("nothing will be");
  expect((await run("log", "--type", "PersonErased", "--oneline")).stdout.trim().split("\n")).toHaveLength(2);
});

test("redact takes a text out of the history, says where, and asks first on a terminal", async () => {
  await withFile(HISTORY.replaceAll("Greeting", "Leak").replace("Be short.", "Use sk-4711."), (path) =>
    run("import", path),
  );
  expect(await run("redact", "sk-4711")).toMatchObject({ code: 2 });
  const redact = ["redact", "sk-4711", "--prompt", "leak", "--reason", "leaked", "--store", store] as const;
  const questions: string[] = [];
  const refused = await inProcess(redact, true, {}, async (question) => {
    questions.push(question);
    return "n";
  });
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(questions).toEqual(["Replace it in the history of the tenant default for good? [y/N] "]);
  expect((await run("show", "leak")).stdout).toContain("Use sk-4711.");
  const done = await inProcess(redact, true, {}, async () => "y");
  expect(done.stdout).toMatch(/^redacted 1 event, at \d+: backups/u);
  expect((await run("show", "leak")).stdout).toContain("Use [redacted].");
  expect((await run("log", "leak")).stdout).toMatch(/redacted the event at position \d+.*leaked/u);
  expect(await document("redact", "sk-4711", "--reason", "leaked")).toMatchObject({
    positions: [],
    redactedBefore: 1,
  });
});
