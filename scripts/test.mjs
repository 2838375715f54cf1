// `npm test`: set-up, every check, every test. Further arguments go to vitest.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { provideBinaries } from "./binaries.mjs";
import { build } from "./build.mjs";
import { root } from "./fingerprint.mjs";
import { run, step, tool } from "./run.mjs";
import { setUp } from "./set-up.mjs";

const report = join(root, "node_modules", ".cache", "prompt-ledger", "vitest.json");

/** @typedef {{ name: string, check: () => Promise<boolean> }} Check */

const beside = { beside: true };

/**
 * A check with a tool of the workspace.
 * @param {string} name
 * @param {string} what
 * @param {readonly [string, ...string[]]} command
 * @returns {Check}
 */
const checkWith = (name, what, [command, ...args]) => ({
  name,
  check: () => step(`${name}: ${what}`, () => tool(command, args), beside),
});

/**
 * A check with a script of ours.
 * @param {string} name
 * @param {string} what
 * @param {string} script
 * @returns {Check}
 */
const checkBy = (name, what, script) => ({
  name,
  check: () => step(`${name}: ${what}`, () => run(process.execPath, [script]), beside),
});

/** The two lists run beside each other. The first is what needs the build, and takes about as long as the second. */
const compilers = [
  { name: "build", check: () => build(beside) },
  checkWith("types", "tsc checks tests, scripts and benchmarks", ["tsc", "-p", "tsconfig.test.json"]),
  checkBy("packages", "publint and attw check what would be published", "scripts/check-packages.mjs"),
];
const readers = [
  checkWith("style", "biome checks format and lint", ["biome", "check", "."]),
  checkBy("words", "looks for words that were replaced", "scripts/check-words.mjs"),
  checkWith("dependencies", "dependency-cruiser checks who may import whom", [
    "depcruise",
    ...["--config", ".dependency-cruiser.mjs", "packages", "benchmarks", "examples"],
  ]),
  checkWith("unused", "knip looks for files, exports and dependencies nobody uses", [
    "knip",
    "--no-config-hints",
  ]),
  checkWith("reference", "typedoc looks for exports without a docstring", ["typedoc", "--emit", "none"]),
];

/**
 * Runs checks in order, and returns the names of those that failed.
 * @param {readonly Check[]} checks
 */
async function failing(checks) {
  /** @type {string[]} */
  const failed = [];
  for (const { name, check } of checks) if (!(await check())) failed.push(name);
  return failed;
}

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

const failedChecks = (await Promise.all([failing(compilers), failing(readers)])).flat();
const tests = await runTests();

if (failedChecks.length > 0)
  console.log(`Failed checks, each counted as one below: ${failedChecks.join(", ")}`);
const failed = tests.failed + failedChecks.length;
console.log(`${tests.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
