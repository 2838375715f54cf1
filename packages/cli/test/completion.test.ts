import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shell } from "./command.ts";
import { inProcess } from "./in-process.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptledger-completion-"));
  await writeFile(join(folder, "history.ndjson"), "");
  await writeFile(join(folder, "bash"), (await inProcess(["completion", "bash"])).stdout);
});
afterAll(() => rm(folder, { recursive: true }));

/** What bash offers for the last of these words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `cd ${folder}; source ./bash; COMP_WORDS=(promptledger ${quoted}); COMP_CWORD=${words.length}; _promptledger; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { code, stdout } = await shell(script);
  expect(code).toBe(0);
  return stdout.split("\n").filter((line) => line !== "");
}

describe("bash", () => {
  test.each([
    [["s"], ["serve", "show", "stats"]],
    [
      ["log", "--te"],
      ["--tenant", "--text"],
    ],
    [["serve", "--allow"], ["--allow-private-addresses"]],
    [["import", "hist"], ["history.ndjson"]],
    [
      ["log", "--import", ""],
      ["bash", "history.ndjson"],
    ],
    [["log", "--tenant", ""], []],
    [["prove", "l"], ["live"]],
    [["prove", "live", "--env"], ["--environment"]],
    [["completion", "z"], ["zsh"]],
    [["log", "hist"], []],
  ] as const)("offers after %j: %j", async (words, expected) => {
    expect((await offered(...words)).toSorted()).toEqual(expected);
  });
});

test.each(["bash", "zsh", "fish"])(
  "Every command and each of its options is completed by %s",
  async (name) => {
    const { code, stdout, stderr } = await inProcess(["completion", name]);
    expect([code, stderr]).toEqual([0, ""]);
    const [, commands = ""] = /^Commands:\n(.*?)\n\n/msu.exec((await inProcess(["--help"])).stdout) ?? [];
    const names = [...commands.matchAll(/^ {2}(\w+)/gmu)].map((match) => match[1] ?? "");
    expect(names.length).toBeGreaterThan(15);
    for (const one of names.filter((command) => command !== "help")) {
      const help = (await inProcess([one, "--help"])).stdout;
      const options = [...help.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gmu)].map((match) => match[1] ?? "");
      expect(options).toContain("help");
      const own = new RegExp(`^ *${one}\\) |from ${one}'`, "u");
      const lines = stdout.split("\n").filter((line) => own.test(line));
      const missing = options.filter((option) => {
        const shown = name === "fish" ? `-l ${option}` : `--${option}`;
        return !lines.some((line) => line.includes(shown));
      });
      expect([one, missing]).toEqual([one, []]);
    }
  },
);

test("An unknown shell is wrong usage, and the error names those that are known", async () => {
  const { code, stderr } = await inProcess(["completion", "powershell"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/bash, zsh, fish/u);
});
