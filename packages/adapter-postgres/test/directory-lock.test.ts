import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLedgerError } from "@promptledger/core/adapter";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lockDirectory } from "../src/pglite/directory-lock.ts";
import type { OtherProcess } from "./other-process.ts";
import { otherProcess } from "./other-process.ts";

let root: string;
let directories = 0;
const others: OtherProcess[] = [];
const program = new URL("./take-directories.ts", import.meta.url);

async function newDirectory(): Promise<string> {
  directories += 1;
  const path = join(root, String(directories));
  await mkdir(path);
  return path;
}

/** Processes that are ready to take directories. */
async function takers(count: number): Promise<readonly OtherProcess[]> {
  const started = await Promise.all(Array.from({ length: count }, () => otherProcess(program)));
  others.push(...started);
  for (const other of started) expect(await other.line()).toBe("ready");
  return started;
}

const claimIn = async (path: string): Promise<object> =>
  JSON.parse((await readFile(join(path, "lock"), "utf8")).trim());

const putClaim = (path: string, claim: object): Promise<void> =>
  writeFile(join(path, "lock"), `\n${JSON.stringify(claim)}\n`);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "promptledger-lock-"));
});
afterEach(async () => {
  await Promise.all(others.splice(0).map((other) => other.kill()));
});
afterAll(() => rm(root, { recursive: true }));

describe("the lock of a directory", () => {
  it("keeps a second one of the same process out until it is released, and leaves nothing behind", async () => {
    const directory = await newDirectory();
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(`${directory} is in use by this process`);
    await lock.release();
    const again = await lockDirectory(directory);
    // The first one's release, called twice, is not the second one's.
    await lock.release();
    await expect(lockDirectory(directory)).rejects.toThrow("in use");
    await again.release();
    expect(existsSync(join(directory, "lock"))).toBe(false);
  });

  it("names the process that has it, and is taken over once that one was killed", async () => {
    const directory = await newDirectory();
    const [other] = await takers(1);
    other?.say(directory);
    expect(await other?.line()).toBe("taken");
    const error = await lockDirectory(directory).catch((reason: unknown) => reason);
    expect(isLedgerError(error, "unavailable")).toBe(true);
    expect(String(error)).toContain(
      `${directory} is in use by process ${other?.pid} on this machine since 2`,
    );
    expect(String(error)).toContain("stop that process first");
    await other?.kill();
    await (await lockDirectory(directory)).release();
  });

  it.runIf(existsSync("/proc/self/stat"))(
    "is taken over from a process whose number another has now",
    async () => {
      const directory = await newDirectory();
      const lock = await lockDirectory(directory);
      const claim = await claimIn(directory);
      await lock.release();
      await putClaim(directory, { ...claim, started: "another start" });
      await (await lockDirectory(directory)).release();
    },
  );

  it("of another host is never taken over: the error says what to do", async () => {
    const directory = await newDirectory();
    const lock = await lockDirectory(directory);
    await putClaim(directory, { ...(await claimIn(directory)), host: "elsewhere", pid: 1, started: "x" });
    const error = String(await lockDirectory(directory).catch((reason: unknown) => reason));
    expect(error).toContain("in use by process 1 on the host elsewhere since 2");
    expect(error).toContain(
      `if it is gone for good, which cannot be seen from here, remove ${join(directory, "lock")}`,
    );
    await lock.release();
  });

  it("is not spoilt by a line that a process was stopped in the middle of", async () => {
    const directory = await newDirectory();
    await writeFile(join(directory, "lock"), '\n{"id":"torn","repl');
    await (await lockDirectory(directory)).release();
  });

  it("left by a dead process goes to exactly one of four processes that want it at once", async () => {
    const dead = await newDirectory();
    const [first, ...rest] = await takers(5);
    first?.say(dead);
    expect(await first?.line()).toBe("taken");
    await first?.kill();
    const claim = await claimIn(dead);
    for (let round = 0; round < 25; round++) {
      const directory = await newDirectory();
      await putClaim(directory, claim);
      for (const other of rest) other.say(directory);
      const answers = await Promise.all(rest.map((other) => other.line()));
      expect(answers.toSorted()).toEqual(["refused", "refused", "refused", "taken"]);
    }
  });

  it("goes to one at a time, however often it is taken and released", async () => {
    const directory = await newDirectory();
    let holders = 0;
    let taken = 0;
    const worker = async (): Promise<void> => {
      while (taken < 50) {
        try {
          const lock = await lockDirectory(directory);
          holders += 1;
          taken += 1;
          expect(holders).toBe(1);
          await new Promise((resolve) => setImmediate(resolve));
          holders -= 1;
          await lock.release();
        } catch (error) {
          if (!isLedgerError(error, "unavailable")) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 5 }, worker));
  });
});
