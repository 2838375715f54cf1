import { createHash } from "node:crypto";
import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import { ensureAdminKey } from "./admin-key.ts";
import { authenticateByKey } from "./authenticate-by-key.ts";
import { environmentSecret } from "./environment-secret.ts";

const GIVEN = "sixteen-or-more!";
const givenAdminKey = (value?: string) =>
  environmentSecret({ PROMPTLEDGER_API_KEY: value }, "PROMPTLEDGER_API_KEY");

function setUp() {
  const store = memoryEventStore();
  const { records } = store;
  const { keys } = createLedger({ store });
  const authenticate = authenticateByKey(keys);
  const who = async (authorization: string) =>
    authenticate(new Request("http://localhost/", { headers: { authorization } }));
  const ensure = (given: string | null, tenant = "default") => ensureAdminKey(keys, tenant, given, 5);
  return { records, keys, who, ensure };
}

describe("the admin key", () => {
  test("is generated at the first start, shown once, and stored only as a hash", async () => {
    const { records, who, ensure } = setUp();
    const made = await ensure(null);
    if (made.status !== "made") throw new Error(made.status);
    expect(made.secret).toMatch(/^pl_[\w-]{43}$/u);
    const [record] = await records.list("_server", "api-key");
    expect(record?.key).toBe(createHash("sha256").update(made.secret).digest("hex"));
    expect(JSON.parse(record?.value ?? "")).toEqual({
      id: "admin",
      tenant: "default",
      actor: { id: "admin", kind: "admin" },
      createdAt: 5,
    });
    expect(await who(`Bearer ${made.secret}`)).toEqual({
      tenant: "default",
      actor: { id: "admin", kind: "admin" },
    });
    expect(await ensure(null)).toEqual({ status: "kept" });
    expect(await who(`Bearer ${made.secret}`)).not.toBeNull();
  });

  test("from the environment replaces the one before, and a second start with it changes nothing", async () => {
    const { records, who, ensure } = setUp();
    const made = await ensure(null);
    if (made.status !== "made") throw new Error(made.status);
    for (let start = 0; start < 2; start++) {
      expect(await ensure(GIVEN)).toEqual({ status: "given" });
      expect(await who(`Bearer ${GIVEN}`)).not.toBeNull();
      expect(await who(`Bearer ${made.secret}`)).toBeNull();
    }
    expect(await records.list("_server", "api-key")).toMatchObject([{ revision: 1 }]);
  });

  test("belongs to one tenant: each tenant has its own, and one key cannot be shared", async () => {
    const { who, ensure } = setUp();
    await ensure(GIVEN, "one");
    expect(await ensure(null, "two")).toMatchObject({ status: "made" });
    await expect(ensure(GIVEN, "two")).rejects.toMatchObject({ code: "api-key-taken" });
    expect(await who(`Bearer ${GIVEN}`)).toMatchObject({ tenant: "one" });
  });

  test.each([
    ["fifteen-or-less"],
    ["with a space in it"],
    ["ends with a newline\n"],
    ["schlüssel-schlüssel"],
  ])("cannot be %j", (value) => {
    expect(() => givenAdminKey(value)).toThrow("at least 16 characters");
  });

  test("is null if the variable is missing or empty", () => {
    expect([givenAdminKey(undefined), givenAdminKey(""), givenAdminKey(GIVEN)]).toEqual([null, null, GIVEN]);
  });
});
