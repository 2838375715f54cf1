import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExampleServer } from "./example-server.ts";
import { exampleServer } from "./example-server.ts";
import type { PackedProject } from "./packed-project.ts";
import { packedProject, root } from "./packed-project.ts";

const examples = ["node-http", "express", "fastify", "hono", "transaction", "nestjs"];

let project: PackedProject;
const servers: ExampleServer[] = [];
beforeAll(async () => {
  const others = examples.map((name) => {
    const { dependencies } = JSON.parse(
      readFileSync(join(root, "examples", name, "package.json"), "utf8"),
    ) as { dependencies: object };
    const names = Object.keys(dependencies).filter((one) => !one.startsWith("@promptledger/"));
    return { folder: `examples/${name}`, names };
  });
  project = await packedProject({ folder: ".", names: ["@types/node"] }, ...others);
});
afterAll(() => {
  for (const server of servers) server.stop();
  project.remove();
});

/** Starts an example on the packed packages, as JavaScript. */
async function start(name: string): Promise<ExampleServer> {
  const source = join(root, "examples", name);
  const folder = join(project.folder, name);
  mkdirSync(folder);
  if (name === "nestjs") {
    for (const file of ["main.ts", "tsconfig.json"]) copyFileSync(join(source, file), join(folder, file));
    // In CommonJS, and type-checked as such a host is: the other examples are checked with the tests.
    execFileSync(process.execPath, [join(root, "node_modules/typescript-7/bin/tsc"), "-p", folder], {
      encoding: "utf8",
    });
  } else {
    copyFileSync(join(source, "package.json"), join(folder, "package.json"));
    mkdirSync(join(folder, "dist"));
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    const program = ts.transpile(readFileSync(join(source, "main.ts"), "utf8"), options);
    writeFileSync(join(folder, "dist/main.js"), program);
  }
  const server = await exampleServer(folder, "dist/main.js");
  servers.push(server);
  return server;
}

describe("the examples, on the packed packages", () => {
  it.each(examples)("%s answers a request to the API", async (name) => {
    const { send } = await start(name);
    const created = await send("POST", "/respan/api/prompts/", { name: "Greeting" });
    expect(created.status).toBe(201);
    const list = (await (await send("GET", "/respan/api/prompts/list/?page_size=1")).json()) as object;
    expect(list).toMatchObject({ results: [{ name: "Greeting" }] });
    expect((await send("GET", "/respan/api/prompts/", undefined, {})).status).toBe(401);
    if (name !== "transaction") return;

    const campaign = () => send("POST", "/campaigns?name=Summer");
    expect((await campaign()).status).toBe(201);
    // The host's table refuses the second one, so the ledger has no prompt of it either.
    expect((await campaign()).status).toBe(409);
    const all = (await (await send("GET", "/respan/api/prompts/list/")).json()) as {
      results: { name: string }[];
    };
    expect(all.results.map((one) => one.name).sort()).toEqual(["Greeting", "Summer"]);
  });
});
