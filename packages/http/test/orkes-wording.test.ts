import { expect, test } from "vitest";
import { ROUTES } from "../src/orkes/routes.ts";
import { orkesClient } from "./orkes-client.ts";

// Clients of this API know prompts by their names. Slugs are a word of the ledger, and so is an id of a prompt.

const endpoints = ROUTES.flatMap(({ path, endpoints: methods }) =>
  path.includes(":name") || path.includes(":type") || path === "/api/prompts" || path.startsWith("/api/auth")
    ? Object.keys(methods).map((method) => [method, path] as const)
    : [],
);

/** A right body for each endpoint that takes one, about a prompt that is not there or whose name is refused. */
const BODIES: readonly unknown[] = [
  "Hi",
  [{ key: "k", value: "v" }],
  [{ name: "prm_00000000000000000000000000", template: "t" }],
  { subject: { type: "USER", id: "a" }, target: { type: "PROMPT", id: "hidden" }, access: ["READ"] },
];

test.each(endpoints)("No refusal of %s %s speaks of slugs", async (method, path) => {
  const { send, acme } = orkesClient();
  await acme.prompts.create({ id: "hidden", slug: "shown", name: "Hidden" });
  const filled = path
    .replace("/:integration_provider", "/ours")
    .replace("/:integration_name", "/tiny")
    .replace("/:type", "/PROMPT")
    .replace("/:version", "/1");
  for (const name of ["nobody", "hidden", "prm_00000000000000000000000000", "x".repeat(300)]) {
    const address = `${filled.replaceAll(/:\w+/gu, name)}?description=d&version=7&type=PROMPT&id=hidden`;
    for (const body of method === "GET" ? [undefined] : BODIES) {
      const { status, body: answer } = await send(method, address, body);
      if (status < 400) continue;
      expect((answer as { message: string }).message).not.toMatch(/slug|\bid prm_|\{ id:/u);
    }
  }
});
