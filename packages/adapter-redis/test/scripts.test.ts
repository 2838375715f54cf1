import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SCRIPTS } from "../src/connection/scripts.ts";

const folder = new URL("../src/scripts/", import.meta.url);
const names = readdirSync(folder).map((file) => file.replace(/\.lua$/u, ""));

/** A script's header and its code. */
function read(name: string): { readonly header: string; readonly code: string } {
  const lines = readFileSync(new URL(`${name}.lua`, folder), "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("--"));
  const code = lines.slice(end).map((line) => line.replace(/^\s*--.*$/u, ""));
  return { header: lines.slice(0, end).join("\n"), code: code.join("\n") };
}

function all(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))].sort();
}

/** The names that a header describes: `KEYS[1]`, and `KEYS[3+]` for that and all further ones. */
function described(
  header: string,
  list: "KEYS" | "ARGV",
): { readonly single: number[]; readonly from: number } {
  const entries = all(header, new RegExp(`^-- ${list}\\[(\\d+\\+?)\\]`, "gmu"));
  const from = entries.filter((entry) => entry.endsWith("+")).map((entry) => Number.parseInt(entry, 10));
  expect(from.length).toBeLessThanOrEqual(1);
  return { single: entries.filter((entry) => !entry.endsWith("+")).map(Number), from: from[0] ?? Infinity };
}

describe.each(names)("the script %s", (name) => {
  const { header, code } = read(name);

  it("begins with its name, and describes its result", () => {
    expect(header).toMatch(new RegExp(`^-- ${name}: `, "u"));
    expect(header).toMatch(/^-- RESULT {5}/mu);
  });

  it.each(["KEYS", "ARGV"] as const)("uses the %s that its header describes, and no others", (list) => {
    const { single, from } = described(header, list);
    const used = all(code, new RegExp(`${list}\\[(\\d+)\\]`, "gu")).map(Number);
    const isComputed = new RegExp(`\\b${list}\\b(?!\\[\\d+\\])`, "u").test(code);
    for (const index of used) expect([...single, from <= index ? index : -1]).toContain(index);
    for (const index of single) if (!isComputed) expect(used).toContain(index);
    expect(single).toEqual(single.map((_, index) => index + 1));
    if (from !== Infinity) expect(from).toBe(single.length + 1);
    expect(isComputed || from === Infinity).toBe(true);
  });

  it("calls the commands that its header names, and no others", () => {
    const called = all(code, /(?:call|redis\.call)\(\s*'(\w+)'/gu);
    const [line = ""] = header.match(/^-- CALLS .*$/mu) ?? [];
    expect(line.replace("-- CALLS", "").trim().split(/\s+/u).sort()).toEqual(called);
  });

  it("takes every key from KEYS", () => {
    const called = all(code, /(?:call|redis\.call)\(\s*'\w+',\s*([^,)\n]+)/gu);
    // What is gathered goes to a key of KEYS too; `setString` gathers what `strings` holds.
    const gathered = all(code, /(?<!function )\b(?:setString|setField|removeField|readField)\(([^,)\n]+)/gu);
    // Names of locals, all of them set from KEYS.
    const locals = ["bucket", "hash", "prompts", "key", "unpack(slugKeys", "unpack(strings"];
    for (const key of [...called, ...gathered])
      expect([key, key.startsWith("KEYS[") || key === "unpack(KEYS" || locals.includes(key)]).toEqual([
        key,
        true,
      ]);
    expect(code).not.toMatch(/\{%s\}|'\{/u);
  });

  it("is one of the scripts that the store runs", () => {
    const texts = Object.values(SCRIPTS).map(({ text }) => text);
    expect(texts).toContain(readFileSync(new URL(`${name}.lua`, folder), "utf8"));
  });
});
