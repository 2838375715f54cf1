import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./fingerprint.mjs";

/** @typedef {{ ok: boolean, output: string }} Outcome */

/**
 * Runs a command at the root of the repository. Its output is kept, not printed, unless `show` is set.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ show?: boolean }} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { show = false } = {}) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
      shell: process.platform === "win32",
    });
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk;
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", (error) => resolve({ ok: false, output: `${output}${error.message}\n` }));
    child.once("close", (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * Runs a tool that the workspace installed.
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ show?: boolean }} [options]
 */
export function tool(name, args, options) {
  return run(join(root, "node_modules", ".bin", name), args, options);
}

/**
 * Announces a step, does it, and closes its line with the seconds it took; what it printed is shown if it failed. Where steps run beside each
 * other, `beside` writes the whole line at its end.
 * @param {string} title
 * @param {() => Promise<Outcome>} work
 * @param {{ beside?: boolean }} [options]
 */
export async function step(title, work, { beside = false } = {}) {
  const announcement = `${title} ... `;
  if (!beside) process.stdout.write(announcement);
  const started = performance.now();
  const outcome = await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${beside ? announcement : ""}${outcome.ok ? "ok" : "FAILED"} (${seconds} s)\n`);
  if (!outcome.ok) process.stdout.write(`\n${outcome.output.trimEnd()}\n\n`);
  return outcome.ok;
}

/**
 * Whether a script was started itself, rather than imported by another.
 * @param {string} moduleUrl its `import.meta.url`
 */
export function isMain(moduleUrl) {
  return process.argv[1] !== undefined && moduleUrl === pathToFileURL(process.argv[1]).href;
}
