import { expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";

const bob = { type: "user", id: "bob" } as const;

/** A prompt that has lived through a bit of everything, changed by Jane and by Anna. */
async function lived() {
  const made = bench();
  const { jane, as } = made;
  const anna = as("u-1", { email: "anna@acme.test", firstName: "Anna", lastName: "Lind" });
  const prompt = { id: "p" };
  await anna.prompts.create({ ...prompt, name: "Greeter" });
  await anna.versions.create(prompt, saying("Hello"));
  await anna.versions.edit(prompt, 1, { ...saying("Hi"), description: "short" });
  await anna.versions.commit(prompt, { message: "first" });
  await anna.deployments.deploy(prompt, { version: 1 }, { reason: "launch" });
  await jane.versions.create(prompt, saying("Good day"));
  await jane.versions.commit(prompt);
  await anna.deployments.deploy(prompt, { version: 2 }, { reason: "fixes the greeting" });
  await jane.deployments.rollback(prompt);
  await jane.deployments.promote(prompt, { from: "production", to: "staging" });
  await jane.prompts.edit(prompt, { name: "Greeting", slug: "greeting" });
  await jane.prompts.tag(prompt, { key: "team", value: "core" });
  await jane.access.grant(prompt, { subject: bob, permissions: ["READ"] });
  await jane.access.grant(prompt, { subject: bob, permissions: ["UPDATE"] });
  await jane.access.revoke(prompt, { subject: bob, permissions: ["READ"] });
  await jane.deployments.undeploy(prompt, { environment: "staging" });
  await jane.prompts.delete(prompt);
  await jane.prompts.restore(prompt);
  return { ...made, anna, prompt };
}

test("a prompt's history can be read as sentences", async () => {
  const { jane, prompt } = await lived();
  const { items, next, total } = await jane.history.of(prompt);
  expect(items.map(({ sentence }) => sentence)).toEqual([
    'Anna Lind created the prompt "Greeter" (greeter)',
    "Anna Lind created version 1",
    "Anna Lind edited version 1: messages and description",
    'Anna Lind committed version 1 with the message "first"',
    'Anna Lind deployed version 1 to production: "launch"',
    "jane created version 2",
    "jane committed version 2",
    'Anna Lind deployed version 2 to production (was version 1): "fixes the greeting"',
    "jane rolled back production to version 1 (was version 2)",
    "jane promoted version 1 from production to staging",
    'jane changed the name from "Greeter" to "Greeting" and changed the slug from "greeter" to "greeting"',
    "jane added the tag team:core",
    "jane granted READ on the prompt to user bob",
    "jane granted READ and UPDATE on the prompt to user bob (had READ)",
    "jane revoked READ on the prompt from user bob",
    "jane undeployed version 1 from staging",
    "jane undeployed version 1 from production",
    "jane deleted the prompt (greeting)",
    "jane restored the prompt (greeting)",
  ]);
  expect([next, total]).toEqual([null, 19]);
});

test("each event says who, when, from, to and why as data, beside what the log has", async () => {
  const { jane, prompt } = await lived();
  const { items } = await jane.history.of(prompt);
  const [log] = [await jane.history.replay((all: object[], event) => [...all, event], [])];
  expect(items[7]).toMatchObject({
    ...log.find((event) => "id" in event && event.id === items[7]?.id),
    who: { id: "u-1", kind: "host", name: "Anna Lind" },
    when: items[7]?.at,
    from: { environment: "production", version: 1 },
    to: { environment: "production", version: 2 },
    why: "fixes the greeting",
  });
  expect(items[0]).toMatchObject({ from: null, to: { name: "Greeter", slug: "greeter" }, why: null });
  expect(items[2]).toMatchObject({
    from: { version: 1, description: null, ...saying("Hello") },
    to: { version: 1, description: "short", ...saying("Hi") },
  });
  expect(items[10]).toMatchObject({
    from: { name: "Greeter", slug: "greeter" },
    to: { name: "Greeting", slug: "greeting" },
  });
  expect(items[13]).toMatchObject({
    from: { permissions: ["READ"] },
    to: { permissions: ["READ", "UPDATE"] },
  });
  expect(items[14]).toMatchObject({
    from: { permissions: ["READ", "UPDATE"] },
    to: { permissions: ["UPDATE"] },
  });
  expect(items[17]).toMatchObject({ from: { slug: "greeting" }, to: null });
  expect(Object.isFrozen(items[2]?.from)).toBe(true);
});

test("people are named as the directory knows them when it is read: an erased person reads erased", async () => {
  const { jane, anna, as, prompt } = await lived();
  const sentence = async () => (await jane.history.of(prompt, { limit: 1 })).items[0]?.sentence;
  await as("u-1", { email: "anna@acme.test", lastName: "Berg" }).prompts.star(prompt);
  expect(await sentence()).toBe('Anna Berg created the prompt "Greeter" (greeter)');
  await jane.actors.erase("u-1");
  expect(await sentence()).toBe('erased created the prompt "Greeter" (greeter)');
  expect(JSON.stringify((await jane.history.of(prompt)).items)).not.toMatch(/Anna|Lind|Berg/u);
  await as("u-2", { email: "bo@acme.test" }).prompts.star(prompt, false);
  expect((await jane.history.of(prompt, { order: "newest", limit: 1 })).items[0]?.who.name).toBe(
    "bo@acme.test",
  );
  await anna.prompts.edit(prompt, { description: "back" });
  expect(await sentence()).toBe('erased created the prompt "Greeter" (greeter)');
});

test.each(["oldest", "newest"] as const)(
  "pages of any size together are the history, %s first",
  async (order) => {
    const { jane, prompt } = await lived();
    const { items: all } = await jane.history.of(prompt);
    const whole = order === "oldest" ? all : [...all].reverse();
    for (const limit of [1, 2, 5, 18, 19, 20, 1000]) {
      const found = [];
      let after: number | undefined;
      for (;;) {
        const page = await jane.history.of(prompt, {
          order,
          limit,
          ...(after === undefined ? {} : { after }),
        });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        expect(page.total).toBe(19);
        found.push(...page.items);
        if (page.next === null) break;
        after = page.next;
      }
      expect(found).toEqual(whole);
    }
    const past = await jane.history.of(prompt, { order, at: { position: whole.at(-1)?.position ?? 0 } });
    expect(past).toMatchObject({ total: order === "oldest" ? 19 : 1, next: null });
  },
);

test("options are checked, and none is ignored", async () => {
  const { jane, prompt } = await lived();
  const fields = async (options: object) => (await refusal(jane.history.of(prompt, options))).fields;
  expect(await fields({ limit: 0 })).toEqual(["limit"]);
  expect(await fields({ limit: 1001 })).toEqual(["limit"]);
  expect(await fields({ order: "up" })).toEqual(["order"]);
  expect(await fields({ after: -1 })).toEqual(["after"]);
  expect(await fields({ at: "yesterday" })).toEqual(["at"]);
  expect(await fields({ until: 3 })).toEqual(["until"]);
  expect(await jane.history.of(prompt, { after: 99 })).toEqual({ items: [], next: null, total: 19 });
  expect(await jane.history.of(prompt, { after: 0, order: "newest" })).toEqual({
    items: [],
    next: null,
    total: 19,
  });
});
