// `npm start`: set-up, build, then the server. Arguments and environment go to `promptledger serve` as they are.
// package.json says `exec node ...`: otherwise a shell stands between npm and this script and keeps npm's signals.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { build } from "./build.mjs";
import { root } from "./fingerprint.mjs";
import { setUp } from "./set-up.mjs";

if (!(await setUp()) || !(await build())) process.exit(1);

const main = join(root, "packages", "cli", "dist", "main.js");
// What is on its way under load would outlive Node's young generation of 16 MB, and be copied again and again.
const args = ["--max-semi-space-size=64", main, "serve", ...process.argv.slice(2)];
const server = spawn(process.execPath, args, { stdio: "inherit" });

// In a terminal, Ctrl-C reaches the server by itself, for the terminal signals the whole group; sent on as well it
// would arrive twice, and a second Ctrl-C may mean "now".
const inTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
process.on("SIGINT", () => {
  if (!inTerminal) server.kill("SIGINT");
});
process.on("SIGTERM", () => server.kill("SIGTERM"));
process.on("SIGHUP", () => server.kill("SIGHUP"));

server.once("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
server.once("exit", (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
