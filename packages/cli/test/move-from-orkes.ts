import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { OrkesClients } from "@io-orkes/conductor-javascript";
import { codeBlocks } from "../../../test/code-blocks.ts";

// The page for those who move from Orkes, as its readers follow it.

const page = fileURLToPath(new URL("../../../docs/how-to/move-from-orkes.md", import.meta.url));
const SERVER = "http://127.0.0.1:4000";

/** The command that starts the server: its variables, and its arguments. */
export function serveCommand(): {
  readonly environment: Record<string, string>;
  readonly args: readonly string[];
} {
  const command = codeBlocks(page, "sh").find((code) => code.includes("promptledger serve")) ?? "";
  const [variables = "", args = ""] = command.replaceAll("\\\n", " ").split("promptledger serve");
  const environment = Object.fromEntries(
    [...variables.matchAll(/(\w+)=(\S+)/gu)].map(([, name, value]) => [name, value]),
  );
  return { environment, args: args.trim().split(/\s+/u) };
}

/** The two addresses of each client, as paths: the one that is named, and the one that works too. */
export function addressesByClient(): ReadonlyMap<string, readonly [string, string]> {
  const rows = readFileSync(page, "utf8").matchAll(
    /^\| ([\w, #]+) \| `([^`]+)` \((with|without) `\/api`.*\|$/gmu,
  );
  return new Map(
    [...rows].flatMap(([, names = "", address = "", how]) => {
      const path = address.slice(SERVER.length);
      const other = how === "with" ? `${path}/api` : path.replace(/\/api$/u, "");
      return names.split(", ").map((name) => [name, [path, other]] as const);
    }),
  );
}

/** Runs the page's code for the JavaScript client, with another address. */
export async function clientsOfPage(
  Clients: typeof OrkesClients,
  serverUrl: string,
  environment: Record<string, string>,
): Promise<OrkesClients> {
  const [code = ""] = codeBlocks(page, "js");
  const [named = ""] = addressesByClient().get("JavaScript") ?? [];
  const here = code.replace(`"${SERVER}${named}"`, JSON.stringify(serverUrl));
  if (here === code) throw new Error("the code has another address than the table");
  const run = new Function(
    "OrkesClients",
    "process",
    `return (async () => {\n${here}\nreturn clients;\n})();`,
  );
  return run(Clients, { env: environment });
}
