import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

// The adapters use what pg and ioredis document. Their private members change without notice, and a type check does not see it.

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** What belongs to the inside of a driver. */
const INTERNALS: readonly RegExp[] = [
  // Members that are private by their name
  /\._\w+/u,
  // Patching a driver's classes
  /\b(?:Client|Cluster|Command|Connection|Pool|Query|Redis)\.prototype\b/u,
  // The files of a driver behind its entry point
  /"(?:pg|pg-\w+|ioredis)\/(?:lib|built|dist)\//u,
  // The socket of a connection, and what is written to it
  /\.(?:connection|connector)\??\.(?:stream|parse|bind|execute|sync|write)\b/u,
  // Parts of pg's queries and connections
  /\bparsedStatements\b|\bhandle(?:CommandComplete|DataRow|ReadyForQuery|RowDescription)\b/u,
  // The queues of an ioredis client
  /\.(?:commandQueue|offlineQueue)\b/u,
];

/** The places in a source that use the inside of a driver. */
function internalsIn(source: string): readonly string[] {
  return source
    .split("\n")
    .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/u.test(line) && INTERNALS.some((pattern) => pattern.test(line)))
    .map((line) => line.trim());
}

describe("private members of a driver", () => {
  it.each(["adapter-postgres", "adapter-redis"])("are not used by %s", (adapter) => {
    const folder = join(root, "packages", adapter, "src");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    expect(files.length).toBeGreaterThan(10);
    const found = files.flatMap((name) =>
      internalsIn(readFileSync(join(folder, name), "utf8")).map((line) => `${name}: ${line}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    "client._queryable = false;",
    "Connection.prototype.parse = parse;",
    'import { Connection } from "pg/lib/connection.js";',
    "client.connection.stream.write(bytes);",
    "if (wire.parsedStatements?.[name] === undefined) return;",
    "handleDataRow({ fields }) {",
    "Command.prototype.fillKeyIndex = none;",
    "redis.offlineQueue.length",
  ])("are found in %s", (line) => {
    expect(internalsIn(`const before = 1;\n  ${line}\n`)).toEqual([line]);
  });

  it("are not found in comments, nor in what a driver documents", () => {
    const source = ["// client._queryable", " * Connection.prototype", "await client.query({ name, text });"];
    expect(internalsIn(source.join("\n"))).toEqual([]);
  });
});
