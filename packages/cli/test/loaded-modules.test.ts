import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { command, sample } from "./command.ts";

/** The packages whose files a command loaded, as Node's coverage lists them. */
async function loadedPackages(args: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "promptledger-loaded-"));
  try {
    await command(args, { NODE_V8_COVERAGE: folder });
    const [file = ""] = await readdir(folder);
    const { result } = JSON.parse(await readFile(join(folder, file), "utf8")) as {
      readonly result: readonly { readonly url: string }[];
    };
    const names = result.flatMap(
      ({ url }) => /^file:.*\/(?:node_modules|packages)\/((?:@[^/]+\/)?[^/]+)/u.exec(url)?.[1] ?? [],
    );
    return [...new Set(names)].toSorted();
  } finally {
    await rm(folder, { recursive: true });
  }
}

// A regression: each of them loaded the whole ledger first. Shells print the completion at every start.
test.each(["--version", "--help", "log --help", "completion bash", "no-such-command"])(
  "%s loads only what reads the command line",
  async (line) => {
    expect(await loadedPackages(line.split(" "))).toEqual(["cli", "commander", "picocolors"]);
  },
);

test("a command on a ledger loads the ledger, its storage, and no other", async () => {
  const loaded = await loadedPackages(["log", "--import", sample]);
  expect(loaded).toEqual(expect.arrayContaining(["adapter-memory", "core", "zod"]));
  for (const other of ["adapter-postgres", "adapter-redis", "http", "pg", "ioredis", "hono"])
    expect(loaded).not.toContain(other);
});
