import { expect, test } from "vitest";
import { BEGINNING, bench, refusal, saying } from "../../test/ledger.ts";

const HOUR = 3_600_000;

/** Version 1 was committed in hour 0 and live from then on, 2 in hour 1, and live from hour 2 on; 3 is a draft. Another prompt takes the slug in hour 3. */
async function compared() {
  const made = bench();
  const { jane, clock } = made;
  const p = { id: "p" };
  await jane.prompts.create({ ...p, name: "P", slug: "greeter" });
  await jane.versions.create(p, { ...saying("Be kind."), model: "a" });
  await jane.versions.commit(p);
  await jane.deployments.deploy(p, { version: 1 });
  await clock.advance(HOUR);
  await jane.versions.create(p, { ...saying("Be brief."), model: "b" });
  await jane.versions.commit(p);
  await clock.advance(HOUR);
  await jane.deployments.deploy(p, { version: 2 });
  await jane.versions.create(p, saying("Be clear."));
  await clock.advance(HOUR);
  await jane.prompts.edit(p, { slug: "moved" });
  await jane.prompts.create({ id: "q", name: "Q", slug: "greeter" });
  return made;
}

test("two versions are compared by number, as of two times, and as what was live", async () => {
  const { jane } = await compared();
  const sides = async (from: unknown, to: unknown, ref: string | { id: string } = { id: "p" }) => {
    const diff = await jane.versions.diff(ref, { from, to } as never);
    return [diff.from, diff.to];
  };
  expect(await sides(1, "current")).toEqual([1, 3]);
  expect(await sides({ at: BEGINNING }, { at: BEGINNING + HOUR })).toEqual([1, 2]);
  expect(await sides({ at: "2026-01-01T00:30:00Z" }, "latest")).toEqual([1, 2]);
  expect(await sides({ live: "production", at: BEGINNING + HOUR }, { live: "production" })).toEqual([1, 2]);
  expect(await sides({ at: { position: 4 } }, { at: { recorded: BEGINNING + 3 * HOUR } })).toEqual([1, 2]);
  // The slug names the prompt that has it now; its own past is read.
  expect(await sides({ at: BEGINNING }, 2, "moved")).toEqual([1, 2]);
  const then = { at: BEGINNING + HOUR };
  expect(
    await jane.versions.diff("greeter", { from: { live: "production" }, to: "latest" }, then),
  ).toMatchObject({ from: 1, to: 2 });
});

test("a difference is words, places and a unified text", async () => {
  const { jane } = await compared();
  const diff = await jane.versions.diff({ id: "p" }, { from: 1, to: 2 });
  expect(diff.words).toEqual([
    { type: "same", text: "[user]\nBe " },
    { type: "removed", text: "kind" },
    { type: "added", text: "brief" },
    { type: "same", text: ".\n" },
  ]);
  expect(diff.changes).toEqual([{ path: "model", type: "changed", before: "a", after: "b" }]);
  expect(diff.unified).toBe(
    [
      "--- a/messages\tversion 1",
      "+++ b/messages\tversion 2",
      "@@ -1,2 +1,2 @@",
      " [user]",
      "-Be kind.",
      "+Be brief.",
      "--- a/settings.json\tversion 1",
      "+++ b/settings.json\tversion 2",
      "@@ -1,3 +1,3 @@",
      " {",
      '-  "model": "a"',
      '+  "model": "b"',
      " }",
      "",
    ].join("\n"),
  );
});

test("what was not there is an error that says so, and every field is checked", async () => {
  const { jane } = await compared();
  const error = (from: unknown, options?: object) =>
    refusal(jane.versions.diff({ id: "p" }, { from, to: 1 } as never, options));
  expect(await error({ live: "test" })).toMatchObject({ code: "not-deployed" });
  expect(await error({ live: "production", at: { position: 4 } })).toMatchObject({ code: "not-deployed" });
  expect(await error({ at: { position: 1 } })).toMatchObject({ code: "version-not-found" });
  expect(await error({ at: BEGINNING - 1 })).toMatchObject({ code: "prompt-not-found" });
  expect(await error(9)).toMatchObject({ code: "version-not-found" });
  for (const wrong of [0, "newest", { live: "" }, { live: "production", until: 1 }, {}, null])
    expect((await error(wrong)).fields[0]).toMatch(/^from/u);
  expect((await error({ at: "soon" })).fields).toEqual(["at"]);
  expect((await error(1, { until: 1 })).fields).toEqual(["until"]);
  expect((await refusal(jane.versions.diff({ id: "p" }, undefined as never))).fields).toEqual(["compared"]);
});
