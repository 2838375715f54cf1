import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bench, saying } from "../../test/ledger.ts";
import { toCsv } from "./csv.ts";
import { toNdjson } from "./ndjson.ts";

/** An independent reader of RFC 4180: character by character. */
function readCsv(text: string): readonly (readonly string[])[] {
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(at + 1) === '"') cell += text.charAt(at++);
      else isQuoted = false;
    } else if (character === '"' && cell === "") isQuoted = true;
    else if (character === "," || (character === "\r" && text.charAt(at + 1) === "\n")) {
      line.push(cell);
      cell = "";
      if (character === ",") continue;
      at += 1;
      lines.push(line);
      line = [];
    } else cell += character;
  }
  expect([line, cell, isQuoted]).toEqual([[], "", false]);
  return lines;
}

async function all(parts: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const part of parts) found.push(part);
  return found;
}

async function* oneByOne<T>(rows: readonly T[]): AsyncIterable<T> {
  yield* rows;
}

/** The text that a cell should have. */
function expected(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return JSON.stringify(value);
  return typeof value === "string" && "=+-@\t\r\n＝＋－＠".includes(value.charAt(0) || "x")
    ? `'${value}`
    : String(value);
}

const character = fc.constantFrom(..."=+-@\t\r\n\"',; ab😀é＝");
const text = fc.oneof(
  fc.string({ unit: character, maxLength: 6 }),
  fc.string({ unit: "grapheme", maxLength: 4 }),
);
const value = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.array(text),
);
const table = fc
  .uniqueArray(
    text.filter((name) => name !== "" && name !== "__proto__"),
    { minLength: 1, maxLength: 4 },
  )
  .chain((columns) =>
    fc
      .array(fc.array(value, { minLength: columns.length, maxLength: columns.length }), {
        minLength: 1,
        maxLength: 5,
      })
      .map((cells) => ({
        columns,
        rows: cells.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]]))),
      })),
  );

test("CSV is read back as the same cells, at once and row by row", async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ columns, rows }) => {
      const csv = toCsv(rows, { columns });
      expect(readCsv(csv)).toEqual([
        columns.map(expected),
        ...rows.map((row) => columns.map((name) => expected(row[name]))),
      ]);
      const parts = await all(toCsv(oneByOne(rows), { columns }));
      expect(parts.join("")).toBe(csv);
      expect(parts).toHaveLength(rows.length);
      for (const [line] of readCsv(csv)) expect(line).not.toMatch(/^[=+@\t\r＝＋－＠]/u);
    }),
  );
});

test("NDJSON is read back as the same rows, at once and row by row", async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows }) => {
      const lines = toNdjson(rows);
      expect(
        lines
          .split("\n")
          .slice(0, -1)
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual(JSON.parse(JSON.stringify(rows)));
      expect((await all(toNdjson(oneByOne(rows)))).join("")).toBe(lines);
    }),
  );
});

describe("CSV", () => {
  test("has the fields of the first row as columns, and refuses a row with others", async () => {
    expect(toCsv([{ a: 1, b: null }, { b: "x" }])).toBe("a,b\r\n1,\r\n,x\r\n");
    const rows = [{ a: 1 }, { a: 2, c: 3 }];
    const refused = { code: "invalid-input", message: expect.stringContaining("rows[1].c") };
    expect(() => toCsv(rows)).toThrow(expect.objectContaining(refused));
    await expect(all(toCsv(oneByOne(rows)))).rejects.toMatchObject(refused);
    expect(toCsv(rows, { columns: ["c"] })).toBe("c\r\n\r\n3\r\n");
  });

  test("has only the names of the columns where there are no rows", async () => {
    expect(toCsv([])).toBe("");
    expect(toCsv([], { columns: ["a", "b"] })).toBe("a,b\r\n");
    expect(await all(toCsv(oneByOne([]), { columns: ["a"], byteOrderMark: true }))).toEqual(["\uFEFFa\r\n"]);
  });

  test("cannot run a formula, and leaves numbers as they are", () => {
    const cells = ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "'quoted", "a=1"];
    expect(toCsv(cells.map((cell) => ({ cell })))).toBe(
      [
        "cell",
        `"'=HYPERLINK(""http://x"",""y"")"`,
        "'+1",
        "'-1",
        "'@SUM(1)",
        `"'\t=1"`,
        `"'\r=1"`,
        "'quoted",
        "a=1",
        "",
      ].join("\r\n"),
    );
    expect(toCsv([{ "=a": -1 }])).toBe("'=a\r\n-1\r\n");
  });

  test("options are checked, and none is ignored", () => {
    const fields = (rows: unknown, options?: unknown) => {
      try {
        toCsv(rows as object[], options as object);
      } catch (error) {
        return (error as { issues: readonly { field: string }[] }).issues.map(({ field }) => field);
      }
      return [];
    };
    expect(fields([], { columns: [] })).toEqual(["columns"]);
    expect(fields([], { columns: [1] })).toEqual(["columns[0]"]);
    expect(fields([], { separator: ";" })).toEqual(["separator"]);
    expect(fields("text")).toEqual(["rows"]);
    expect(fields(null)).toEqual(["rows"]);
    expect(fields([1])).toEqual(["rows[0]"]);
  });
});

test("every answer of the ledger can be written", async () => {
  const { jane } = bench();
  const prompt = await jane.prompts.create({ name: "=Greeting", slug: "greeting" });
  await jane.versions.create(prompt, saying("a"));
  await jane.versions.commit(prompt);
  await jane.deployments.deploy(prompt, { version: 1 }, { reason: "launch, finally" });
  const { items } = await jane.history.of(prompt);
  const columns = ["when", "who.name", "sentence", "why"];
  expect(readCsv(toCsv(items, { columns, times: ["when"] })).at(-1)).toEqual([
    "2026-01-01T00:00:00.000Z",
    "jane",
    'jane deployed version 1 to production: "launch, finally"',
    "launch, finally",
  ]);
  const { items: prompts } = await jane.prompts.find();
  const deployments = await jane.deployments.history(prompt);
  const versions = (await jane.versions.list(prompt)).items;
  for (const rows of [items, prompts, deployments, versions]) {
    expect(readCsv(toCsv(rows))).toHaveLength(rows.length + 1);
    expect(toNdjson(rows).split("\n")).toHaveLength(rows.length + 1);
  }
  expect(readCsv((await all(toCsv(jane.history.log()))).join(""))).toHaveLength(items.length + 2);
});
