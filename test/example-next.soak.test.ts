import { execFile } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { pack } from "../scripts/pack.mjs";
import { exampleServer } from "./example-server.ts";
import { root } from "./packed-project.ts";

const run = promisify(execFile);

it("the example for Next.js answers a request to the API, on the packed packages, in Node and in Next's edge runtime", async () => {
  const packages = await pack();
  const cwd = mkdtempSync(join(tmpdir(), "next-"));
  try {
    cpSync(join(root, "examples/next"), cwd, { recursive: true });
    const tarballs = packages
      .filter(({ name }) => /core|http|memory/u.test(name))
      .map(({ tarball }) => tarball);
    await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...tarballs], { cwd });
    const next = "node_modules/next/dist/bin/next";
    const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
    const route = join(cwd, "app/respan/[...path]/route.ts");
    for (const runtime of ["nodejs", "edge"]) {
      appendFileSync(route, runtime === "edge" ? '\nexport const runtime = "edge";\n' : "");
      await run(process.execPath, [next, "build"], { cwd, env });
      const manifest = readFileSync(join(cwd, ".next/server/middleware-manifest.json"), "utf8");
      expect(manifest.includes("/respan/[...path]/route")).toBe(runtime === "edge");
      const { send, stop } = await exampleServer(cwd, next, "start");
      try {
        expect((await send("POST", "/respan/api/prompts/", { name: "Greeting" })).status).toBe(201);
        const list = await (await send("GET", "/respan/api/prompts/list/?page_size=1")).json();
        expect(list).toMatchObject({ results: [{ name: "Greeting" }] });
        expect((await send("GET", "/respan/api/prompts/", undefined, {})).status).toBe(401);
      } finally {
        stop();
      }
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}, 400_000);
