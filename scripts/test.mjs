// `npm test`: set-up, every check (the fast ones first), every test. Further arguments go to vitest.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { provideBinaries } from "./binaries.mjs";
import { build } from "./build.mjs";
import { root } from "./fingerprint.mjs";
import { run, step, tool } from "./run.mjs";
import { setUp } from "./set-up.mjs";

const report = join(root, "node_modules", ".cache", "prompt-ledger", "vitest.json");

/** @type {{ name: string, check: () => Promise<boolean> }[]} */
const checks = [
  {
    name: "style",
    check: () => step("style: biome checks format and lint", () => tool("biome", ["check", "."])),
  },
  {
    name: "words",
    check: () =>
      step("words: looks for words that were replaced", () =>
        run(process.execPath, ["scripts/check-words.mjs"]),
      ),
  },
  { name: "build", check: build },
  {
    name: "types",
    check: () =>
      step("types: tsc checks tests, scripts and benchmarks", () =>
        tool("tsc", ["-p", "tsconfig.test.json"]),
      ),
  },
  {
    name: "dependencies",
    check: () =>
      step("dependencies: dependency-cruiser checks who may import whom", () =>
        tool("depcruise", ["--config", ".dependency-cruiser.mjs", "packages", "benchmarks"]),
      ),
  },
  {
    name: "unused",
    check: () =>
      step("unused: knip looks for files, exports and dependencies nobody uses", () =>
        tool("knip", ["--no-config-hints"]),
      ),
  },
  {
    name: "packages",
    check: () =>
      step("packages: publint checks what would be published", () =>
        run(process.execPath, ["scripts/check-packages.mjs"]),
      ),
  },
];

/** Runs vitest with its own output, then counts what its report says. */
async function runTests() {
  process.stdout.write("tests: vitest runs every test\n");
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { ok } = await tool("vitest", ["run", ...reporters, ...process.argv.slice(2)], { show: true });
  if (!existsSync(report)) return { passed: 0, failed: 1 };

  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  // A file that could not even be loaded has no failed test, but it failed.
  const brokenFiles = testResults.filter(
    (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
      file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  ).length;
  const failed = numFailedTests + brokenFiles;
  return { passed: numPassedTests, failed: ok ? failed : Math.max(failed, 1) };
}

if (!(await setUp()) || !(await provideBinaries())) process.exit(1);

/** @type {string[]} */
const failedChecks = [];
for (const { name, check } of checks) {
  if (!(await check())) failedChecks.push(name);
}
const tests = await runTests();

if (failedChecks.length > 0)
  console.log(`Failed checks, each counted as one below: ${failedChecks.join(", ")}`);
const failed = tests.failed + failedChecks.length;
console.log(`${tests.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
