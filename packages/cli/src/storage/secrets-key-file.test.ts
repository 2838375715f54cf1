import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { secretsKeyIn } from "./secrets-key-file.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "promptledger-key-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("A key is made once, readable by its owner alone, and kept", async () => {
  const key = await secretsKeyIn(directory);
  expect(key.text).toMatch(/^[\w-]{43}$/u);
  expect(await readdir(directory)).toEqual(["secrets-key"]);
  const path = join(directory, "secrets-key");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, "utf8")).toBe(`${key.text}\n`);
  expect(await secretsKeyIn(directory)).toEqual({ ...key, file: path });
});

test("A key that was not finished is made again", async () => {
  await writeFile(join(directory, "secrets-key.unfinished"), "half");
  const key = await secretsKeyIn(directory);
  expect(await readdir(directory)).toEqual(["secrets-key"]);
  expect(await secretsKeyIn(directory)).toEqual(key);
});

test.each(["", "short\n", `${"x".repeat(40)} y`])(
  "A file that is no key is refused, and stays: %j",
  async (text) => {
    const path = join(directory, "secrets-key");
    await writeFile(path, text);
    await expect(secretsKeyIn(directory)).rejects.toMatchObject({
      code: "invalid-secrets-key",
      message: expect.stringContaining(path),
    });
    expect(await readFile(path, "utf8")).toBe(text);
  },
);
