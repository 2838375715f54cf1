import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { pack } from "../scripts/pack.mjs";
import { root } from "./packed-project.ts";

const run = promisify(execFile);

const WORKER = `
import { useApis } from "./edge-apis.ts";
import { useLedger } from "./edge-library.ts";
export default {
  async fetch(request) {
    return new Response(await (request.url.endsWith("/apis") ? useApis() : useLedger()));
  },
};
`;

const CONFIG = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-01-01",
  COMPATIBILITY_FLAGS
);
`;

/** Starts workerd on a configuration of the folder, and answers the port that it listens at. */
async function startWorkerd(cwd: string, flags: string): Promise<{ port: number; stop(): Promise<void> }> {
  writeFileSync(join(cwd, "config.capnp"), CONFIG.replace("COMPATIBILITY_FLAGS", flags));
  const machine = `${process.platform}-${process.arch === "x64" ? "64" : process.arch}`;
  const program = join(cwd, `node_modules/@cloudflare/workerd-${machine}/bin/workerd`);
  const child = spawn(program, ["serve", "config.capnp", "--control-fd=3"], {
    cwd,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const ended = once(child, "exit");
  const control = child.stdio[3] as Readable;
  const [line] = await Promise.race([
    once(control, "data"),
    ended.then(() => Promise.reject(new Error("workerd ended"))),
  ]);
  const { port } = JSON.parse(String(line)) as { readonly port: number };
  return {
    port,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

it("the packed library and APIs work in workerd, with and without its modules of Node, on a ledger that outlives requests", async () => {
  const packages = await pack();
  const cwd = mkdtempSync(join(tmpdir(), "workerd-"));
  try {
    const tarballs = packages.filter(({ name }) => /core|http|memory/u.test(name)).map((one) => one.tarball);
    const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts"];
    writeFileSync(join(cwd, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await run("npm", [...install, ...tarballs, "workerd@1.20261117.1", "esbuild@0.28"], { cwd });
    for (const file of ["edge-apis.ts", "edge-library.ts"])
      copyFileSync(join(root, "test", file), join(cwd, file));
    writeFileSync(join(cwd, "worker.ts"), WORKER);
    const build = ["worker.ts", "--bundle", "--format=esm", "--outfile=worker.js", "--target=es2022"];
    const asWrangler = ["--platform=browser", "--conditions=workerd,worker,browser", "--external:node:*"];
    await run(join(cwd, "node_modules/.bin/esbuild"), [...build, ...asWrangler], { cwd });
    for (const flags of ["", 'compatibilityFlags = ["nodejs_compat"],']) {
      const { port, stop } = await startWorkerd(cwd, flags);
      try {
        const ask = async (path: string): Promise<string> =>
          (await fetch(`http://127.0.0.1:${port}/${path}`)).text();
        expect(await ask("apis")).toBe("200, 200");
        expect(await ask("apis")).toBe("200, 200");
        expect(await ask("library")).toBe("Hi Jane, 1, VersionDeployed, 1, true");
      } finally {
        await stop();
      }
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}, 300_000);
