import { testClock } from "@promptledger/testing";
import { beforeAll, describe, expect, test } from "vitest";
import type { RespanClient } from "./respan-client.ts";
import { HELLO, ORIGIN, promptWithVersions, respanClient, rowsOf } from "./respan-client.ts";

const clock = testClock();
const client: RespanClient = respanClient({ clock });

beforeAll(async () => {
  for (let index = 1; index <= 101; index++) {
    clock.advance(1000);
    await client.acme.prompts.create({ id: `p${index}`, name: `Prompt ${index}` });
  }
});

async function idsOf(path: string, method = "POST"): Promise<readonly unknown[]> {
  return rowsOf(await client.send(method, path)).map((row) => row["id"]);
}

describe("pages of prompts", () => {
  test("begin with the newest, 25 to a page", async () => {
    const { body } = await client.send("POST", "/api/prompts/list/");
    expect(body).toMatchObject({ count: 101, previous: null, next: `${ORIGIN}/api/prompts/list/?page=2` });
    expect((await idsOf("/api/prompts/list/")).slice(0, 2)).toEqual(["p101", "p100"]);
    expect(await idsOf("/api/prompts/list/")).toHaveLength(25);
  });

  test.each([
    ["7", 7],
    ["100", 100],
    ["1000", 100],
    ["0", 25],
    ["-3", 25],
    ["many", 25],
    ["", 25],
  ])("with page_size=%s have %i rows", async (size, rows) => {
    expect(await idsOf(`/api/prompts/list/?page_size=${size}`)).toHaveLength(rows);
  });

  test.each(["0", "-1", "2.5", "x", "last", "6", "99999999999999999999"])("page %s is 404", async (page) => {
    const { status, body } = await client.send("POST", `/api/prompts/list/?page=${page}`);
    expect([status, body]).toEqual([404, { detail: "Invalid page." }]);
  });

  test("link back to the first page without a page", async () => {
    const { body } = await client.send("POST", "/api/prompts/list/?page_size=100&page=2&sort_by=-id");
    expect(body).toMatchObject({
      next: null,
      previous: `${ORIGIN}/api/prompts/list/?page_size=100&sort_by=-id`,
    });
    expect(await idsOf("/api/prompts/list/?page_size=100&page=2")).toEqual(["p1"]);
  });

  test("followed to the end show every prompt once", async () => {
    const seen: unknown[] = [];
    let path: string | null = "/api/prompts/list/?page_size=30";
    while (path !== null) {
      const answer = await client.send("POST", path, {});
      seen.push(...rowsOf(answer).map((row) => row["id"]));
      const next = answer.body["next"] as string | null;
      path = next === null ? null : next.slice(ORIGIN.length);
    }
    expect(new Set(seen).size).toBe(101);
    expect(seen).toHaveLength(101);
  });

  test("of nothing are one empty page", async () => {
    const { status, body } = await client.send("POST", "/api/prompts/list/", { filters: { name: "none" } });
    expect([status, body]).toEqual([200, { count: 0, next: null, previous: null, results: [] }]);
  });
});

describe("as_of", () => {
  const isoOf = (row: object): unknown => JSON.stringify(row);

  test("keeps all pages of a list of one moment, whatever is written meanwhile", async () => {
    const own = respanClient({ clock });
    for (let index = 1; index <= 5; index++)
      await own.acme.prompts.create({ id: `q${index}`, name: `Prompt ${index}` });
    for (const { method, body } of [
      { method: "POST", body: { filters: { name: { operator: "icontains", value: "prompt" } } } },
      { method: "GET", body: undefined },
    ]) {
      const whole = await own.send(method, "/api/prompts/list/?sort_by=name", body);
      const position = whole.headers.get("ledger-position");
      expect(position).toMatch(/^[1-9][0-9]*$/u);
      const rows: object[] = [];
      let path: string | null = `/api/prompts/list/?sort_by=name&page_size=2&as_of=${position}`;
      for (let page = 1; path !== null; page++) {
        const answer = await own.send(method, path, body);
        expect(answer.headers.get("ledger-position")).toBe(position);
        expect(answer.body["count"]).toBe(rowsOf(whole).length);
        rows.push(...rowsOf(answer));
        // Without `as_of`, a row of the next page would be missed.
        await own.acme.prompts.create({ name: "Prompt 0" });
        await own.acme.prompts.edit({ id: `q${page}` }, { name: "Z" });
        if (page === 2) await own.acme.prompts.delete({ id: "q5" });
        const next = answer.body["next"] as string | null;
        path = next === null ? null : next.slice(ORIGIN.length);
      }
      expect(rows.map(isoOf)).toEqual(rowsOf(whole).map(isoOf));
      await own.acme.prompts.restore({ id: "q5" });
    }
  });

  test("keeps the versions of a prompt of one moment, also with the ETag of that moment", async () => {
    const own = respanClient({ clock });
    const path = await promptWithVersions(own, 3);
    const before = await own.send("GET", `${path}/versions/`);
    await own.send("POST", `${path}/versions/`, HELLO);
    const as = `as_of=${before.headers.get("ledger-position")}`;
    const again = await own.send("GET", `${path}/versions/?${as}`);
    expect(again.body).toEqual(before.body);
    expect(again.headers.get("etag")).toBe(before.headers.get("etag"));
    expect(rowsOf(await own.send("GET", `${path}/versions/`))).toHaveLength(4);
  });

  test.each(["x", "-1", "1.5", "1e3", "9999999999999999"])("%s is no position, and 400", async (text) => {
    const { status, body } = await client.send("POST", `/api/prompts/list/?as_of=${text}`);
    expect([status, body]).toMatchObject([400, { errors: { as_of: [expect.stringContaining("position")] } }]);
  });

  test("a position that is still to come is 400; an empty one is now", async () => {
    const now = await client.send("POST", "/api/prompts/list/?as_of=");
    expect(now.status).toBe(200);
    const later = Number(now.headers.get("ledger-position")) + 1;
    const { status, body } = await client.send("POST", `/api/prompts/list/?as_of=${later}`);
    expect([status, body]).toMatchObject([
      400,
      { errors: { as_of: [`is after the last position of the log, which is ${later - 1}`] } },
    ]);
  });
});

describe("the order", () => {
  test("by the current version's update puts prompts without one last, both ways", async () => {
    const own = respanClient({ clock });
    for (const name of ["a", "b", "c"]) await own.acme.prompts.create({ id: name, name });
    for (const name of ["c", "a"]) {
      clock.advance(1000);
      await own.send("POST", `/api/prompts/${name}/versions/`, HELLO);
    }
    const ids = async (sort: string): Promise<readonly unknown[]> =>
      rowsOf(await own.send("POST", `/api/prompts/list/?sort_by=${sort}`)).map((row) => row["id"]);
    expect(await ids("-current_version__updated_at")).toEqual(["a", "c", "b"]);
    expect(await ids("current_version__updated_at")).toEqual(["c", "a", "b"]);
    expect(await ids("-id")).toEqual(["c", "b", "a"]);
    expect(await ids("id")).toEqual(["a", "b", "c"]);
    expect(await ids("-created_at")).toEqual(["c", "b", "a"]);
    expect(await ids("created_at")).toEqual(["a", "b", "c"]);
    expect(await ids("name")).toEqual(["a", "b", "c"]);
    expect(await ids("-name")).toEqual(["c", "b", "a"]);
    expect(await ids("-updated_at")).toEqual(["a", "c", "b"]);
    expect(await ids("updated_at")).toEqual(["b", "c", "a"]);
  });

  test.each(["--id", "slug", "live_version__updated_at", "__proto__"])("by %s is refused", async (sort) => {
    const { status, body } = await client.send("POST", `/api/prompts/list/?sort_by=${sort}`);
    expect([status, Object.keys(body["errors"] as object)]).toEqual([400, ["sort_by"]]);
  });
});

describe("pages of versions", () => {
  test("have 200 rows unless asked otherwise, and at most 500", async () => {
    const own = respanClient();
    const path = await promptWithVersions(own, 5);
    const answer = await own.send("GET", `${path}/versions/?page_size=2&page=2`);
    expect(rowsOf(answer).map((row) => row["version"])).toEqual([3, 2]);
    expect(answer.body).toMatchObject({
      count: 5,
      next: `${ORIGIN}${path}/versions/?page_size=2&page=3`,
      previous: `${ORIGIN}${path}/versions/?page_size=2`,
    });
    expect((await own.send("GET", `${path}/versions/?page=4&page_size=2`)).status).toBe(404);
    const many = await own.send("GET", `${path}/versions/?page_size=100000`);
    expect(rowsOf(many)).toHaveLength(5);
  });
});

describe("links", () => {
  test.each([
    [
      "/respan/api/prompts/list/?page_size=30",
      undefined,
      `${ORIGIN}/respan/api/prompts/list/?page_size=30&page=2`,
    ],
    ["/api/prompts/list", "https://api.acme.test", "https://api.acme.test/api/prompts/list?page=2"],
    [
      "/respan/api/prompts/list",
      "https://api.acme.test/",
      "https://api.acme.test/respan/api/prompts/list?page=2",
    ],
    ["/api/prompts/list/", "https://acme.test/v1/", "https://acme.test/v1/api/prompts/list/?page=2"],
    ["/inner/api/prompts/list/", "https://acme.test/v1", "https://acme.test/v1/api/prompts/list/?page=2"],
  ])("of %s behind %s lead to %s", async (path, publicUrl, next) => {
    const own = respanClient(publicUrl === undefined ? {} : { publicUrl });
    for (let index = 1; index <= 31; index++) await own.acme.prompts.create({ name: `P${index}` });
    expect((await own.send("POST", path)).body["next"]).toBe(next);
    expect((await own.send("GET", path)).body["next"]).toBe(next);
  });
});
