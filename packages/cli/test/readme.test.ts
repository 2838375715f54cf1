import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { main, shell } from "./command.ts";

test("The README's example prints what the README says", async () => {
  const page = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, script = "", output = ""] =
    /## Example[\s\S]*?```sh\n([\s\S]*?)```[\s\S]*?```text\n([\s\S]*?)```/u.exec(page) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "promptledger-readme-"));
  try {
    const command = `promptledger() { "${process.execPath}" "${main}" "$@"; }`;
    const { code, stdout } = await shell(["set -e", `cd ${folder}`, command, script].join("\n"));
    expect([code, stdout]).toEqual([0, output]);
    expect(output).not.toBe("");
  } finally {
    await rm(folder, { recursive: true });
  }
});
