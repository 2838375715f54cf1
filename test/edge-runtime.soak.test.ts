import { expect, test } from "vitest";
import { edgeRuntime } from "./edge-runtime.ts";

// To compile the APIs takes several seconds.
test("the APIs need no module of Node, no eval and no AbortController", async () => {
  const { useApis } = edgeRuntime().load("./edge-apis.ts") as typeof import("./edge-apis.ts");
  expect(await useApis()).toBe("200, 200");
});
