import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { isRunning } from "../src/process-tree.ts";
import { bundleProgram } from "../src/processes/bundle-program.ts";

const program = new URL("./host.ts", import.meta.url);

/** Starts a process that starts a server, ends it, and answers a look at what is left of the server. */
async function endHost(end: (host: ChildProcess) => void): Promise<() => readonly boolean[]> {
  const host = spawn(process.execPath, [await bundleProgram(program)], { stdio: "pipe" });
  const [text] = await once(host.stdout, "data");
  const { pid, folder } = JSON.parse(String(text));
  const left = () => [isRunning(pid), existsSync(folder)];
  expect(left()).toEqual([true, true]);
  end(host);
  await once(host, "exit");
  return left;
}

describe.concurrent("a server that its process did not stop", () => {
  it("is gone as soon as the process has ended", async ({ expect }) => {
    const left = await endHost((host) => host.stdin?.write("end\n"));
    expect(left()).toEqual([false, false]);
  });

  it("is gone soon after the process was killed", async ({ expect }) => {
    const left = await endHost((host) => host.kill("SIGKILL"));
    await vi.waitFor(() => expect(left()).toEqual([false, false]), 10_000);
  });
});
