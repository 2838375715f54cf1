import { expect, test } from "vitest";
import { edgeRuntime } from "./edge-runtime.ts";

function notImplemented(): never {
  throw new Error("not implemented");
}

test.each([
  ["a runtime without process", {}],
  ["Next's edge runtime, whose process has variables alone", { process: { env: {} } }],
  [
    "workerd, whose process may have a node:crypto that lacks parts",
    { process: { getBuiltinModule: () => ({ createHash: notImplemented, hash: notImplemented }) } },
  ],
])("the library needs no module of Node, no eval and no AbortController in %s", async (_, overrides) => {
  const { useLedger } = edgeRuntime(overrides).load(
    "./edge-library.ts",
  ) as typeof import("./edge-library.ts");
  expect(await useLedger()).toBe("Hi Jane, 1, VersionDeployed, 1, true");
});
