import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { paged } from "./pager.ts";
import type { Terminal } from "./terminal.ts";

async function shown(environment: Terminal["environment"], isTTY = true, fails = false): Promise<string> {
  let text = "";
  const out = { isTTY, write: (part: string) => (text += part) };
  const err = { isTTY, write: () => undefined };
  await paged({ out, err, environment }, async (terminal) => {
    if (fails) throw new Error("it failed");
    terminal.out.write("one\n");
    terminal.out.write("two\n");
  });
  return text;
}

test("a terminal sees the answer through the pager, whole and in order", async () => {
  const folder = await mkdtemp(join(tmpdir(), "promptledger-pager-"));
  try {
    const file = join(folder, "shown");
    expect(await shown({ PATH: process.env["PATH"], PAGER: `cat > '${file}'` })).toBe("");
    expect(await readFile(file, "utf8")).toBe("one\ntwo\n");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each<[Terminal["environment"], boolean]>([
  [{ PAGER: "false" }, false],
  [{ PAGER: "cat" }, true],
  [{ PAGER: "" }, true],
  [{ TERM: "dumb", PAGER: "false" }, true],
  // There is no such program.
  [{ PATH: process.env["PATH"], PAGER: "no-such-pager-anywhere 2>/dev/null" }, true],
])("with %j, terminal: %j, the answer is written as it is", async (environment, isTTY) => {
  expect(await shown(environment, isTTY)).toBe("one\ntwo\n");
});

test("a reader who leaves early is no error", async () => {
  await expect(shown({ PATH: process.env["PATH"], PAGER: "true" })).resolves.toBe("");
});

test("a command that fails before it has an answer starts no pager", async () => {
  await expect(shown({ PAGER: "no-such-pager-anywhere" }, true, true)).rejects.toThrow("it failed");
});
