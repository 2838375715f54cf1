import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openPGlite } from "../src/index.ts";
import { otherProcess } from "./other-process.ts";

it("A directory has one PGlite at a time; what a killed process wrote is there for the next, also where making it was interrupted before", async () => {
  const root = await mkdtemp(join(tmpdir(), "promptledger-pglite-"));
  const directory = join(root, "made", "here");
  // What a process leaves behind that was killed while it made the database.
  await mkdir(join(directory, "database", "base"), { recursive: true });
  await writeFile(join(directory, "database", "PG_VERSION"), "18\n");
  await writeFile(join(directory, "unfinished"), "");

  const other = await otherProcess(new URL("./write-and-wait.ts", import.meta.url), directory);
  try {
    expect(await other.line()).toBe("written");
    expect(existsSync(join(directory, "unfinished"))).toBe(false);
    await expect(openPGlite(directory)).rejects.toThrow(`in use by process ${other.pid} on this machine`);
  } finally {
    await other.kill();
  }

  const { pglite, close } = await openPGlite(directory);
  expect((await pglite.query("SELECT what FROM written")).rows).toEqual([{ what: "before the end" }]);
  await expect(openPGlite(directory)).rejects.toThrow("in use by this process");
  await close();
  await close();
  expect(existsSync(join(directory, "lock"))).toBe(false);
  await rm(root, { recursive: true });
}, 120_000);

it("A directory that cannot be made is named in the error", async () => {
  const root = await mkdtemp(join(tmpdir(), "promptledger-pglite-"));
  await writeFile(join(root, "file"), "");
  await expect(openPGlite(join(root, "file"))).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining(`${join(root, "file")} cannot be opened: EEXIST`),
  });
  await rm(root, { recursive: true });
});
