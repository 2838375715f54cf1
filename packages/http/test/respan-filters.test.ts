import { respanApi } from "@promptledger/http";
import { testClock } from "@promptledger/testing";
import { beforeAll, describe, expect, test } from "vitest";
import type { RespanClient, Shown } from "./respan-client.ts";
import { HELLO, ORIGIN, respanClient, rowsOf } from "./respan-client.ts";

const clock = testClock(Date.parse("2026-01-01T00:00:00Z"));
const client: RespanClient = respanClient({ clock });

/** Alpha: starred, described, tagged, live. Beta: described, a draft. alphabet: no description, no versions. Gone: deleted. */
beforeAll(async () => {
  const { prompts } = client.acme;
  const alpha = await prompts.create({ id: "alpha-id", name: "Alpha", description: "Handles support" });
  await prompts.star(alpha);
  await prompts.tag(alpha, { key: "team", value: "support" });
  const path = "/api/prompts/alpha-id";
  await client.send("POST", `${path}/versions/`, { ...HELLO, temperature: 0.2 });
  await client.send("POST", `${path}/commits/`, { description: "first" });
  await client.send("POST", `${path}/deployments/`, { version: 1 });
  clock.advance(86_400_000);
  await prompts.create({ id: "beta-id", name: "Beta", description: "" });
  await prompts.tag({ id: "beta-id" }, { key: "billing" });
  await client.send("POST", "/api/prompts/beta-id/versions/", {
    ...HELLO,
    model: "claude",
    temperature: null,
  });
  clock.advance(86_400_000);
  await prompts.create({ id: "alphabet-id", name: "alphabet", description: null });
  await prompts.create({ id: "gone-id", name: "Gone", description: "Handles support" });
  await prompts.delete({ id: "gone-id" });
});

async function namesFor(body: unknown): Promise<readonly unknown[]> {
  const answer = await client.send("POST", "/api/prompts/list/", body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const summary = await client.send("POST", "/api/prompts/summary/", body);
  expect(summary.body["total_count"]).toBe(answer.body["count"]);
  return rowsOf(answer)
    .map((row) => row["name"])
    .sort();
}

const ALPHA = ["Alpha"];
const BETA = ["Beta"];
const NO_ALPHA = ["Beta", "alphabet"];
const ALL = ["Alpha", "Beta", "alphabet"];

describe("one condition", () => {
  test.each([
    ["name", "", ["Alpha"], ALPHA],
    ["name", undefined, "Alpha", ALPHA],
    ["name", null, "Alpha", ALPHA],
    ["name", "", ["Alpha", "Beta"], ["Alpha", "Beta"]],
    ["name", "", [], []],
    ["name", "=", "Alpha", ALPHA],
    ["name", "==", "Alpha", ALPHA],
    ["name", "eq", "Alpha", ALPHA],
    ["name", "equals", "Alpha", ALPHA],
    ["name", "in", ["Alpha", "Beta"], ["Alpha", "Beta"]],
    ["name", "not", ["Alpha"], NO_ALPHA],
    ["name", "not", ["Alpha", "Beta"], ["alphabet"]],
    ["name", "not_in", ["Alpha", "Beta"], ["alphabet"]],
    ["name", "iexact", ["aLPHa"], ALPHA],
    ["name", "contains", ["lph"], ["Alpha", "alphabet"]],
    ["name", "contains", ["alpha"], ["alphabet"]],
    ["name", "icontains", ["ALPHA"], ["Alpha", "alphabet"]],
    ["name", "icontains", ["ALPHA", "bet"], ALL],
    ["name", "startswith", ["Al"], ALPHA],
    ["name", "endswith", ["a"], ["Alpha", "Beta"]],
    ["name", "not_contains", ["lph"], BETA],
    ["name", "not_startswith", ["Al"], NO_ALPHA],
    ["name", "not_endswith", ["a"], ["alphabet"]],
    ["name", "lt", ["Beta"], ALPHA],
    ["name", "gte", "Beta", NO_ALPHA],
    ["prompt_id", "", ["alpha-id"], ALPHA],
    ["prompt_slug", "", ["beta"], BETA],
    ["description", "", [null], ["alphabet"]],
    ["description", "not", ["x"], ALL],
    ["description", "not", [null], ["Alpha", "Beta"]],
    ["description", "isnull", [true], ["alphabet"]],
    ["description", "isnull", [false], ["Alpha", "Beta"]],
    ["description", "empty", [""], NO_ALPHA],
    ["description", "empty", undefined, NO_ALPHA],
    ["description", "not_empty", [""], ALPHA],
    ["description", "notEmpty", [""], ALPHA],
    ["description", "not_contains", ["support"], BETA],
    ["description", "lte", ["zzz"], ["Alpha", "Beta"]],
    ["starred", "", [true], ALPHA],
    ["starred", "", "true", ALPHA],
    ["starred", "not", true, NO_ALPHA],
    ["starred", "isnull", false, ALL],
    ["commit_count", "", [1], ALPHA],
    ["commit_count", "gte", ["1"], ALPHA],
    ["tags", "", ["team:support"], ALPHA],
    ["tags", "in", ["team:support", "billing"], ["Alpha", "Beta"]],
    ["tags", "not", ["billing"], ["Alpha", "alphabet"]],
    ["tags", "isnull", [true], ["alphabet"]],
    ["created_at", "gte", ["2026-01-02T00:00:00Z"], NO_ALPHA],
    ["created_at", "lt", ["2026-01-02T02:00:00+02:00"], ALPHA],
    ["created_at", "", ["2026-01-02"], BETA],
    ["created_at", "gt", ["2026-01-02 00:00:00"], ["alphabet"]],
    ["updated_at", "lte", ["2026-01-01T00:00:00.000000Z"], ALPHA],
    ["current_version__updated_at", "isnull", [true], ["alphabet"]],
    ["current_version__updated_at", "gte", ["2026-01-02T00:00:00Z"], BETA],
    ["current_version__model", "", ["claude"], BETA],
    ["current_version__version", "", [2], ALPHA],
    ["current_version__readonly", "", [false], ["Alpha", "Beta"]],
    ["current_version__temperature", "isnull", [true], NO_ALPHA],
    ["current_version__temperature", "lt", [1], ALPHA],
    ["current_version__description", "", ["first"], ALPHA],
    ["live_version__version", "", [1], ALPHA],
    ["live_version__model", "isnull", true, NO_ALPHA],
    ["is_deleted", "", [true], ["Gone"]],
    ["is_deleted", "", true, ["Gone"]],
    ["is_deleted", "", ["false"], ALL],
    ["is_deleted", "not", [true], ALL],
    ["is_deleted", "in", [true, false], [...ALL, "Gone"].sort()],
    ["is_deleted", "not_in", [true, false], []],
  ])("%s %s %j finds %j", async (field, operator, value, expected) => {
    expect(await namesFor({ filters: { [field]: { operator, value } } })).toEqual(expected);
  });

  test("a tag is found by its id too", async () => {
    const [tag] = (await client.acme.prompts.get({ id: "alpha-id" })).tags;
    expect(await namesFor({ filters: { tags: { operator: "in", value: [tag?.id] } } })).toEqual(ALPHA);
  });
});

describe("several conditions", () => {
  const name = { operator: "icontains", value: ["alpha"] };

  test("hold together unless OR is asked for", async () => {
    const starred = { operator: "", value: [false] };
    expect(await namesFor({ filters: { name, starred } })).toEqual(["alphabet"]);
    expect(await namesFor({ filters: { name, starred }, operator: "AND" })).toEqual(["alphabet"]);
    expect(await namesFor({ filters: { name, starred }, operator: "OR" })).toEqual(ALL);
  });

  test("on one field all hold, also under OR", async () => {
    const range = [
      { operator: "gte", value: ["2026-01-02"] },
      { operator: "lt", value: ["2026-01-03"] },
    ];
    expect(await namesFor({ filters: { created_at: range }, operator: "OR" })).toEqual(BETA);
  });

  test("a bare value, or a list of them, stands for equality", async () => {
    expect(await namesFor({ filters: { is_deleted: true } })).toEqual(["Gone"]);
    expect(await namesFor({ filters: { name: ["Alpha", "Beta"] } })).toEqual(["Alpha", "Beta"]);
  });

  test("deleted prompts are looked through like living ones", async () => {
    const description = { operator: "icontains", value: ["support"] };
    expect(
      await namesFor({ filters: { is_deleted: { value: [true] }, description }, operator: "OR" }),
    ).toEqual(["Gone"]);
    expect(await namesFor({ filters: { description } })).toEqual(ALPHA);
  });
});

test.each([
  undefined,
  "",
  {},
  { filters: {} },
  { filters: null, operator: null },
  { operator: "OR" },
  { page: 3 },
])("the body %j finds all living prompts", async (body) => {
  expect(await namesFor(body)).toEqual(ALL);
});

describe("a list that cannot be made", () => {
  test.each([
    ["filters.nonsense", { filters: { nonsense: { value: [1] } } }, "unknown field"],
    ["filters.constructor", { filters: { constructor: { value: [1] } } }, "unknown field"],
    ["filters.__proto__", '{"filters":{"__proto__":{"value":[1]}}}', "unknown field"],
    ["filters.metadata__x", { filters: { metadata__x: { value: ["1"] } } }, "unknown field"],
    ["filters.current_version__messages", { filters: { current_version__messages: "x" } }, "unknown field"],
    ["filters.name", { filters: { name: { operator: "regex", value: ["x"] } } }, 'unknown operator "regex"'],
    ["filters.name", { filters: { name: { operator: "toString", value: ["x"] } } }, "unknown operator"],
    ["filters.starred", { filters: { starred: { operator: "icontains", value: ["t"] } } }, "does not apply"],
    ["filters.is_deleted", { filters: { is_deleted: { operator: "lt", value: [true] } } }, "does not apply"],
    ["filters.is_deleted", { filters: { is_deleted: { value: ["perhaps"] } } }, "expected true or false"],
    ["filters.starred", { filters: { starred: { value: ["perhaps"] } } }, "is not a boolean"],
    [
      "filters.created_at",
      { filters: { created_at: { operator: "gt", value: ["yesterday"] } } },
      "is not an ISO 8601 time",
    ],
    [
      "filters.created_at",
      { filters: { created_at: { operator: "gt", value: ["2026-13-45"] } } },
      "is not an ISO 8601 time",
    ],
    [
      "filters.commit_count",
      { filters: { commit_count: { operator: "gt", value: ["many"] } } },
      "is not a number",
    ],
    ["filters.name", { filters: { name: { value: [true] } } }, "is not text"],
    ["filters.name", { filters: { name: { value: ["a", "b\u0000"] } } }, "is not text"],
    ["filters.creator_email", '{"filters":{"creator_email":"\\ud800"}}', "is not text"],
    ["filters.commit_count", '{"filters":{"commit_count":{"operator":"lt","value":1e999}}}', ""],
    ["filters.name", { filters: { name: { operator: "lt", value: ["a", "b"] } } }, "takes one value"],
    ["filters.name", { filters: { name: { operator: "isnull", value: ["x"] } } }, "is not a boolean"],
    ["filters.name", { filters: { name: { operator: "icontains" } } }, "needs a value"],
    ["filters.name", { filters: { name: {} } }, "needs a value"],
    ["filters.name", { filters: { name: { value: [{}] } } }, ""],
    ["filters.name", { filters: { name: { connector: "and", filter_params: {} } } }, ""],
    ["filters", { filters: [] }, ""],
    ["filters", { filters: { name: Array(1001).fill("x") } }, "1000 values"],
    // Before the values are looked at, which took 330,000 of them 400 ms.
    ["filters", { filters: { name: { operator: "contains", value: Array(1001).fill({}) } } }, "1000 values"],
    [
      "filters",
      { filters: Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`f${n}`, 1])) },
      "1000 values",
    ],
    ["operator", { operator: "XOR" }, ""],
    ["operator", { operator: "and" }, ""],
  ])("names %s in %j", async (field, body, reason) => {
    for (const path of ["/api/prompts/list/", "/api/prompts/summary/"]) {
      const answer = await client.send("POST", path, body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(400);
      expect(Object.keys(answer.body["errors"] as object)).toEqual([field]);
      expect(answer.body["detail"]).toContain(reason);
    }
  });
});

describe("creator_email", () => {
  const shared = respanClient();
  const emails = (operator: string, value: unknown) => ({ filters: { creator_email: { operator, value } } });
  const found = async (body: unknown): Promise<readonly unknown[]> =>
    rowsOf(await shared.send("POST", "/api/prompts/list/", body))
      .map((row) => row["name"])
      .sort();

  beforeAll(async () => {
    await shared.acme.prompts.create({ name: "Jane's" });
    const tom = shared.ledger.as({ tenant: "acme", actor: { id: "tom", email: "Tom@example.org" } });
    await tom.prompts.create({ name: "Tom's" });
    await shared.ledger.as({ tenant: "acme", actor: { id: "nobody" } }).prompts.create({ name: "Nobody's" });
  });

  test.each([
    ["", ["user@example.com"], ["Jane's"]],
    ["icontains", "tom@", ["Tom's"]],
    ["contains", "tom@", []],
    ["not", ["user@example.com"], ["Nobody's", "Tom's"]],
    ["isnull", [true], ["Nobody's"]],
    ["empty", [""], ["Nobody's"]],
    ["endswith", ".org", ["Tom's"]],
  ])("%j %j finds what those people created", async (operator, value, expected) => {
    expect(await found(emails(operator, value))).toEqual(expected);
  });

  test("is answered to a user within what the user may see", async () => {
    const ann = { tenant: "acme", actor: { id: "ann", kind: "user", email: "ann@example.org" } } as const;
    const handle = respanApi(shared.ledger, { authenticate: () => ann });
    const send = async (path: string, body: unknown) => {
      const init = { method: "POST", body: JSON.stringify(body) };
      const response = await handle(new Request(`${ORIGIN}/api/prompts/${path}`, init));
      return { status: response.status, body: (await response.json()) as Shown };
    };
    await shared.ledger.as(ann).prompts.create({ name: "Ann's" });
    const { access } = shared.acme;
    await access.grant("jane-s", { subject: { type: "user", id: "ann" }, permissions: ["READ"] });
    for (const [operator, value, names] of [
      ["contains", "@", ["Ann's", "Jane's"]],
      ["endswith", ".org", ["Ann's"]],
      // Tom's prompt is hidden from Ann.
      ["", "Tom@example.org", []],
      ["not", "Tom@example.org", ["Ann's", "Jane's"]],
      ["isnull", [true], []],
      ["isnull", [false], ["Ann's", "Jane's"]],
    ] as const) {
      const answer = await send("list/", emails(operator, value));
      expect(answer).toMatchObject({ status: 200, body: { count: names.length } });
      const rows = answer.body["results"] as readonly Shown[];
      expect(rows.map((row) => row["name"]).sort()).toEqual(names);
      expect(await send("summary/", emails(operator, value))).toEqual({
        status: 200,
        body: { total_count: names.length },
      });
    }
    await shared.acme.prompts.delete(await shared.ledger.as(ann).prompts.get("ann-s"));
  });

  test("finds nothing by the address of a person who was erased", async () => {
    const { tenant } = shared.acme;
    await shared.ledger.as({ tenant, actor: { id: "host" } }).actors.erase("tom");
    expect(await found(emails("", "Tom@example.org"))).toEqual([]);
  });
});
