import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { command, sample, withFile } from "./command.ts";
import { inProcess } from "./in-process.ts";

const loaded = ["--import", sample];

describe("import", () => {
  test("prints a summary at the end, and no progress of what is done within a second", async () => {
    const { code, stdout, stderr } = await command(["import", sample]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^25 new changes: 8 prompts, 7 alive, in \d+\.\d seconds\n$/u);
    expect(stderr).toMatch(/^[^\n]*memory: nothing is kept[^\n]*\n$/u);
  });

  test("with --json prints one JSON document and nothing else", async () => {
    const { stdout, stderr } = await command(["import", sample, "--json"]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      prompts: 8,
      alive: 7,
      written: 25,
      alreadyImported: 0,
      ignored: 0,
      remarks: [],
    });
  });

  test("names every invalid line of a file, and writes nothing", async () => {
    const good = '{"at":"2026-01-01T10:00:00Z","by":"a","action":"created","prompt":"P","text":"t"}';
    const bad = [
      good,
      "{",
      good.replace('"by":"a",', ""),
      good.replace("created", "renamed"),
      good.replace("10:00", "09:00"),
      good.replace("2026-01-01", "2026-02-30"),
      good.replace(',"text":"t"', ""),
      "[]",
    ];
    const { code, stdout, stderr } = await withFile(bad.join("\n"), (path) => command(["import", path]));
    expect(code).toBe(2);
    expect(stdout).toBe("");
    for (const expected of [
      "nothing was written",
      "line 2: is not JSON",
      "line 3, by: is missing",
      "line 4, action: must be created, edited or deleted",
      "line 5, at: is earlier",
      "line 6, at: must be a time such as",
      "line 7, text: is missing",
      "line 8: must be a JSON object",
    ])
      expect(stderr).toContain(expected);
    expect(stderr).toMatch(/^next: /mu);
  });

  test("a missing file ends the command with code 3; with --json the error is JSON", async () => {
    const { code, stdout, stderr } = await command(["import", "nowhere.ndjson", "--json"]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "file-not-found", hint: expect.any(String) } });
  });

  test("a file that is not UTF-8 is refused", async () => {
    const { code, stderr } = await withFile(Uint8Array.of(0xff, 0xfe, 0x7b), (path) =>
      command(["import", path]),
    );
    expect(code).toBe(2);
    expect(stderr).toContain("is not UTF-8");
  });
});

describe("log", () => {
  test("prints a prompt's history, oldest first, with the times and authors of the file", async () => {
    const { code, stdout, stderr } = await command(["log", "product-description", ...loaded]);
    expect([code, stderr]).toEqual([0, "prompt product-description (found by its slug)\n"]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^2026-01-22 10:00:00Z {2}priya {2}created the prompt "Product Description"/u);
    expect(lines.at(-1)).toBe("2026-02-16 10:00:00Z  priya  deployed version 3 to production");
    expect(stdout).toContain("2026-02-02 09:30:00Z  priya  deleted the prompt");
    expect(stdout).toContain("2026-02-16 10:00:00Z  priya  restored the prompt");
  });

  test("also finds a deleted prompt, by its slug or id, and with --json prints an array", async () => {
    const bySlug = JSON.parse((await inProcess(["log", "onboarding-quiz", ...loaded, "--json"])).stdout);
    expect(bySlug.at(-1)).toMatchObject({
      type: "PromptDeleted",
      actor: "sam",
      at: "2026-02-20T15:00:00.000Z",
    });
    const id = bySlug[0].data.promptId;
    expect(id).toMatch(/^imp_[0-9a-f]{26}$/u);
    const { stdout, stderr } = await inProcess(["log", id, ...loaded, "--json"]);
    expect(stderr).toBe("");
    const byId = JSON.parse(stdout);
    expect(byId.map(({ type }: { type: string }) => type)).toEqual(
      bySlug.map(({ type }: { type: string }) => type),
    );
  });

  test("finds a prompt whose name has no ASCII letter by its slug", async () => {
    expect((await inProcess(["log", "議事録の要約", ...loaded])).stdout).toContain("議事録の要約");
  });
});

describe("show", () => {
  test("shows a prompt and its live version", async () => {
    const { code, stdout, stderr } = await inProcess(["show", "sql-reviewer", ...loaded]);
    expect([code, stderr]).toEqual([0, "prompt sql-reviewer (found by its slug)\n"]);
    expect(stdout).toContain("SQL Reviewer\n");
    expect(stdout).toContain("version 3 in production since 2026-02-18 09:25:00Z by jonas");
    expect(stdout).toContain("[user]\nReview this SQL query for PostgreSQL {{version}}.");
  });

  test("shows a version by its number, even of a deleted prompt", async () => {
    const older = await inProcess(["show", "sql-reviewer", "--version", "1", ...loaded]);
    expect(older.stdout).toContain("Name each problem and the line it is in.");
    const deleted = await inProcess(["show", "onboarding-quiz", "--version", "1", ...loaded, "--json"]);
    expect(JSON.parse(deleted.stdout)).toMatchObject({ prompt: { deleted: true }, version: { number: 1 } });
  });

  test("accepts a slug or an id, and says which it found", async () => {
    const bySlug = await inProcess(["show", "sql-reviewer", ...loaded, "--json"]);
    const { prompt, foundBy } = JSON.parse(bySlug.stdout);
    expect([foundBy, bySlug.stderr]).toEqual(["slug", ""]);
    const byId = await inProcess(["show", prompt.id, ...loaded, "--json"]);
    expect(JSON.parse(byId.stdout)).toMatchObject({ foundBy: "id", prompt: { slug: "sql-reviewer" } });
    const byIdAtTime = await inProcess(["show", prompt.id, "--at", "2026-02-18", ...loaded]);
    expect(byIdAtTime.stdout).toContain("SQL Reviewer\n");
    expect(byIdAtTime.stderr).toBe(`prompt ${prompt.id} (found by its id)\n`);
  });

  test("shows the prompt as it was at a time, and of several changes at one time the last", async () => {
    const at = async (time: string) => {
      const { stdout } = await inProcess(["show", "sql-reviewer", "--at", time, ...loaded, "--json"]);
      return JSON.parse(stdout).version;
    };
    expect(await at("2026-01-19T11:42:00Z")).toMatchObject({
      number: 2,
      committedAt: "2026-01-19T11:42:00.000Z",
    });
    expect(await at("2026-02-18")).toMatchObject({ number: 3 });
  });

  test.each([
    ["sql-reviewer", ["--version", "9"], 3, "log <prompt> lists the versions"],
    ["sql-reviewer", ["--at", "2025-01-01"], 3, "at that time"],
    ["nothing", [], 3, "there is no prompt with the slug nothing, and none with the id nothing"],
    ["sql-reviewer", ["--at", "yesterday"], 2, "ISO 8601"],
    ["sql-reviewer", ["--version", "x"], 2, "a version's number"],
  ] as const)("%s %j ends with code %i and says why", async (prompt, args, code, expected) => {
    const outcome = await inProcess(["show", prompt, ...args, ...loaded]);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(expected);
    expect(outcome.stderr).toMatch(/^next: /mu);
  });
});

describe("diff", () => {
  test("shows removed and added lines", async () => {
    const { code, stdout } = await inProcess(["diff", "support-reply", "1", "current", ...loaded]);
    expect(code).toBe(0);
    expect(stdout).toContain("Support Reply: version 1 to version 3");
    expect(stdout).toMatch(/^- You answer customers of/mu);
    expect(stdout).toMatch(/^\+ You answer customers of .*Never promise a refund\.$/mu);
  });

  test("works for a deleted prompt, and shows no differences between a version and itself", async () => {
    const { stdout, stderr } = await inProcess(["diff", "onboarding-quiz", "1", "latest", ...loaded]);
    expect(stdout).toBe("Onboarding Quiz: version 1 to version 1\nno differences\n");
    expect(stderr).toBe("prompt onboarding-quiz (found by its slug; it is deleted)\n");
  });

  test("compares two times, and what was live on two days", async () => {
    const compared = async (from: string, to: string) =>
      (await inProcess(["diff", "support-reply", from, to, ...loaded])).stdout;
    const expected = await compared("1", "latest");
    expect(await compared("@2026-01-12", "@2027-01-01")).toBe(expected);
    expect(await compared("live:production@2026-01-12", "live:production")).toBe(expected);
    const { code, stderr } = await inProcess(["diff", "support-reply", "live:test", "1", ...loaded]);
    expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining("nothing of")]);
    expect(code).not.toBe(0);
  });

  test("with --json prints one JSON document", async () => {
    const { stdout } = await inProcess(["diff", "support-reply", "1", "2", ...loaded, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ foundBy: "slug", from: 1, to: 2, sameContent: false });
  });
});

describe("migrate and rebuild", () => {
  test("in memory there is no schema, and every document matches its events", async () => {
    const migrated = await command(["migrate"]);
    expect([migrated.code, migrated.stdout]).toEqual([
      0,
      "memory: has no schema: there is nothing to migrate\n",
    ]);
    const rebuilt = await command(["rebuild", "--check"]);
    expect([rebuilt.code, rebuilt.stdout]).toEqual([0, "0 streams: every document matches its events\n"]);
  });
});

describe("every command", () => {
  test("explains itself and its exit codes with --help, and ends with code 0", async () => {
    for (const args of [[], ["serve"], ["import"], ["log"], ["show"], ["diff"], ["migrate"], ["rebuild"]]) {
      const { code, stdout, stderr } = await inProcess([...args, "--help"]);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/Exit codes:[\s\S]*3 {2}not found/u);
      if (args.length > 0) expect(stdout).toMatch(/--store <url>[\s\S]*--json/u);
      if (args.length > 0) expect(stdout.replaceAll(/\s+/gu, " ")).toContain("pglite:./promptledger-data");
    }
  });

  test("prints the package's version", async () => {
    expect((await command(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  test.each([
    [["frob"], "unknown command"],
    [["show"], "missing required argument"],
    [["log", "x", "--frob"], "unknown option"],
    [["serve", "--port", "http"], "from 0 to 65535"],
    [["log", "x", "--tenant", "a b"], "1 to 64"],
    [["log", "x", "--store", "mysql://me:secret@host/db"], "there is no storage for mysql: URLs"],
    [["log", "x", "--store", "data"], "the store is not a URL"],
    [["log", "x", "--store", "pglite:"], "names no directory"],
    [["log", "x", "--store", "postgres://me:secret@host:port/db"], "the store is not a valid URL"],
    [["log", "x", "--store", "postgres://me:secret@host/db?schema=A-B"], "schema: must have 1 to 48"],
  ])("%j is wrong usage: code 2, and what to do next", async (args, expected) => {
    const text = await inProcess(args);
    expect([text.code, text.stdout]).toEqual([2, ""]);
    expect(text.stderr).toContain(expected);
    expect(text.stderr).toMatch(/^next: /mu);
    expect(text.stderr).not.toContain("secret");
    const json = await inProcess([...args, "--json"]);
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { hint: expect.any(String) } });
  });

  test("on an empty memory: says how to load a history", async () => {
    const { code, stderr } = await command(["log", "x"]);
    expect(code).toBe(3);
    expect(stderr).toContain("load a history with --import <file>");
  });

  test("that only reads does not create a storage: a missing one is not found", async () => {
    for (const args of [["log", "x"], ["show", "x"], ["diff", "x", "1", "2"], ["rebuild"]]) {
      const { code, stderr } = await inProcess([...args, "--store", "pglite:./nowhere"]);
      expect([code, existsSync("nowhere")]).toEqual([3, false]);
      expect(stderr).toContain("there is no ledger in ./nowhere");
    }
  });

  test("uses colors only on a terminal", async () => {
    const color = "\u001b[";
    expect((await inProcess(["show", "sql-reviewer", ...loaded], true)).stdout).toContain(color);
    expect((await inProcess(["show", "sql-reviewer", ...loaded])).stdout).not.toContain(color);
    expect((await inProcess(["show", "x", ...loaded], true)).stderr).toContain(color);
  });

  test("makes control characters in stored text visible, so that they cannot control the terminal", async () => {
    const line = {
      at: "2026-01-01T10:00:00Z",
      by: "a\u001b[2J",
      action: "created",
      prompt: "Clear\u001b[2J",
      text: "\u001b]0;x\u0007\nend",
    };
    await withFile(JSON.stringify(line), async (path) => {
      for (const name of ["log", "show"]) {
        const { stdout } = await inProcess([name, "clear-2j", "--import", path]);
        expect(stdout).toContain("Clear\\u001b[2J");
        expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
      }
    });
  });
});
