import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";
import type { Filter } from "../catalog/filter.ts";

async function prompts() {
  const made = bench();
  const { jane, clock } = made;
  for (const name of ["Beta", "alpha", "Gamma"]) {
    await jane.prompts.create({ id: name.toLowerCase(), name });
    await clock.advance(1000);
  }
  await jane.prompts.tag("alpha", { key: "team", value: "core" });
  await jane.versions.create("beta", { ...saying("a"), model: "gpt-4o" });
  await jane.versions.commit("beta");
  await jane.deployments.deploy("beta", { version: 1, environment: "staging" });
  await jane.versions.create("beta", { ...saying("b"), model: "mistral-large" });
  await jane.prompts.delete("gamma");
  return made;
}

describe("finding prompts", () => {
  test("finds the living ones, newest first, a page at a time, and tells the head of the log", async () => {
    const { jane, store } = await prompts();
    const ids = async (options: Parameters<typeof jane.prompts.find>[0]) =>
      (await jane.prompts.find(options)).items.map(({ id }) => id);
    expect(await ids({})).toEqual(["alpha", "beta"]);
    expect(await ids({ deleted: true })).toEqual(["gamma"]);
    expect(await ids({ deleted: "any" })).toEqual(["gamma", "alpha", "beta"]);
    expect(await ids({ page: { number: 2, size: 1 } })).toEqual(["beta"]);
    expect(await ids({ sort: { field: "name", direction: "ascending" } })).toEqual(["beta", "alpha"]);
    const { position } = await jane.prompts.find();
    expect(position).toBe((await store.load("acme", {})).head.position);
  });

  test.each<[string, Filter, readonly string[]]>([
    ["a tag", { type: "compare", field: "tag", operator: "equals", value: "team:core" }, ["alpha"]],
    [
      "the current model",
      { type: "compare", field: "current.model", operator: "equals", value: "mistral-large" },
      ["beta"],
    ],
    [
      "the live model",
      { type: "compare", field: "live.model", operator: "startsWith", value: "gpt" },
      ["beta"],
    ],
    ["nothing live", { type: "compare", field: "live.number", operator: "equals", value: null }, ["alpha"]],
    ["no commits", { type: "compare", field: "commitCount", operator: "less", value: 1 }, ["alpha"]],
  ])("by %s", async (_, filter, expected) => {
    const { jane } = await prompts();
    const found = await jane.prompts.find({ filter, environment: "staging" });
    expect(found.items.map(({ id }) => id)).toEqual(expected);
    expect(found.total).toBe(expected.length);
  });

  test.each<[object, string]>([
    [{ page: { number: 0, size: 1 } }, "page.number"],
    [{ page: { number: 1, size: 1001 } }, "page.size"],
    [{ sort: { field: "secret", direction: "ascending" } }, "sort.field"],
    [{ environment: "a b" }, "environment"],
    [{ deleted: "yes" }, "deleted"],
    [{ filter: { type: "compare", field: "secret", operator: "equals", value: 1 } }, "filter.field"],
  ])("with %j is refused", async (options, field) => {
    const { jane } = await prompts();
    expect(await refusal(jane.prompts.find(options))).toMatchObject({
      code: "invalid-input",
      fields: [field],
    });
  });
});

describe("reading a version", () => {
  test("takes a number, the current or the latest committed one", async () => {
    const { jane } = await prompts();
    expect(await jane.versions.get("beta", 1)).toMatchObject({ number: 1, liveIn: ["staging"] });
    expect(await jane.versions.get("beta", "current")).toMatchObject({
      number: 2,
      status: "draft",
    });
    expect(await jane.versions.get("beta", "latest")).toMatchObject({ number: 1, status: "committed" });
    expect(await refusal(jane.versions.get("beta", 3))).toMatchObject({
      code: "version-not-found",
      message: "the prompt has no version 3",
    });
    expect(await refusal(jane.versions.get("alpha", "latest"))).toMatchObject({
      message: "the prompt has no committed version",
    });
    expect(await refusal(jane.versions.get("alpha", "current"))).toMatchObject({
      message: "the prompt has no version",
    });
    for (const bad of [0, 1.5, "newest"])
      expect(await refusal(jane.versions.get("beta", bad as number))).toMatchObject({ fields: ["version"] });
    expect(await refusal(jane.versions.get({ id: "gamma" }, 1))).toMatchObject({ code: "prompt-deleted" });
  });

  test("lists them newest first, a page at a time, committed ones or drafts", async () => {
    const { jane } = await prompts();
    const list = async (options: Parameters<typeof jane.versions.list>[1]) => {
      const { total, items } = await jane.versions.list("beta", options);
      return [total, ...items.map(({ number }) => number)];
    };
    expect(await list({})).toEqual([2, 2, 1]);
    expect(await list({ committed: true })).toEqual([1, 1]);
    expect(await list({ committed: false })).toEqual([1, 2]);
    expect(await list({ page: { number: 2, size: 1 } })).toEqual([2, 1]);
    expect(await refusal(list({ page: { number: 0, size: 1 } }))).toMatchObject({ fields: ["page.number"] });
  });

  test("tells what changed from one to another", async () => {
    const { jane } = await prompts();
    expect(await jane.versions.diff("beta", { from: 1, to: "current" })).toMatchObject({
      from: 1,
      to: 2,
      sameContent: false,
      fields: [{ field: "messages" }, { field: "model", before: "gpt-4o", after: "mistral-large" }],
    });
  });
});

describe("resolving", () => {
  test("gives exactly what is live, rendered with values and defaults", async () => {
    const { jane } = bench();
    await jane.prompts.create({ id: "p", name: "Greeting" });
    await jane.versions.create(
      { id: "p" },
      {
        ...saying("Hello {{name}}, {{mood}}"),
        model: "gpt-4o",
        variables: { mood: "cheers" },
      },
    );
    await jane.versions.commit({ id: "p" });
    expect(await refusal(jane.resolve("greeting"))).toMatchObject({
      code: "not-deployed",
      message: 'nothing of "greeting" is live in production; deploy a committed version there',
    });
    const deployed = await jane.deployments.deploy({ id: "p" }, { version: 1 });
    const live = await jane.resolve("greeting");
    expect(live).toMatchObject({
      promptId: "p",
      environment: "production",
      number: 1,
      revision: deployed.revision,
    });
    expect(live.render({ name: "Ann" })).toEqual({ ...saying("Hello Ann, cheers"), model: "gpt-4o" });
    expect(() => live.render()).toThrow(expect.objectContaining({ code: "variables-mismatch" }));
    expect(Object.isFrozen(live)).toBe(true);
    expect(await refusal(jane.resolve("nothing"))).toMatchObject({ code: "prompt-not-found" });
    expect(await refusal(jane.resolve("greeting", { environment: "a b" }))).toMatchObject({
      code: "invalid-input",
      fields: ["environment"],
    });
  });
});
