import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { expect, it } from "vitest";
import { pack } from "../scripts/pack.mjs";
import { codeBlocks } from "./code-blocks.ts";
import { root } from "./packed-project.ts";

const run = promisify(execFile);

it("npm installs every tarball into an empty project, with what its ranges allow today, and the README's example runs", async () => {
  const packages = await pack();
  const cwd = mkdtempSync(join(tmpdir(), "install-"));
  try {
    writeFileSync(join(cwd, "package.json"), JSON.stringify({ private: true }));
    const tarballs = packages.map(({ tarball }) => tarball);
    const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts"];
    await run("npm", [...install, ...tarballs, "pg", "ioredis", "vitest"], { cwd });
    // Fails where a range or a peer is not met.
    await run("npm", ["ls", "--all"], { cwd, maxBuffer: 2 ** 26 });
    const [code = ""] = codeBlocks(join(root, "packages/core/README.md"), "ts");
    // Node 20 does not know `await using` yet.
    const program = ts.transpile(code, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 });
    writeFileSync(join(cwd, "example.mjs"), program);
    expect((await run(process.execPath, ["example.mjs"], { cwd })).stdout).toBe("Hi Ann\n");
    const { stdout } = await run(join(cwd, "node_modules", ".bin", "promptledger"), ["--version"]);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}, 300_000);
