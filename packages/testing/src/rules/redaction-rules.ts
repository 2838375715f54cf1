import type { LedgerEvent, TenantLedger } from "@promptledger/core";
import { createLedger, ed25519Signer, isLedgerError } from "@promptledger/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { RuleSetup } from "./rule-setup.ts";
import { saying } from "./rule-setup.ts";

/** What is redacted: it overlaps itself, needs escapes in JSON, and may come to stand beside what replaces it. */
const SECRETS = ["sk-4711", 'a"\n\\é', "xyxy", "d]zz"] as const;

/** What is done to a prompt, with a text that may hold the secret. */
type Deed = readonly [what: "edit" | "version" | "commit" | "deploy" | "tag" | "delete", text: string];

const aHistory = (secret: string): fc.Arbitrary<readonly Deed[]> =>
  fc.array(
    fc.tuple(
      fc.constantFrom("edit", "version", "version", "commit", "deploy", "deploy", "tag", "delete"),
      fc
        .array(fc.constantFrom(secret, secret.slice(0, 2), secret.slice(2), "z", " "), { maxLength: 4 })
        .map((parts) => parts.join("")),
    ),
    { minLength: 3, maxLength: 7 },
  );

/** That a redaction takes a text out of every read and changes nothing else, on a real storage. */
export function redactionRules(fresh: () => RuleSetup, runs: number): void {
  test("a redacted text is in no read, earlier checkpoints hold, and all other answers stay as they were", async () => {
    const property = fc.asyncProperty(
      fc
        .constantFrom(...SECRETS)
        .chain((secret) => fc.tuple(fc.constant(secret), aHistory(secret), fc.nat({ max: 7 }))),
      async ([secret, deeds, moment]) => {
        const setup = fresh();
        const { store, tenant } = setup;
        const ledger = createLedger({
          store,
          proof: { host: "example.com", signer: ed25519Signer(new Uint8Array(32).fill(7)) },
        });
        const jane = ledger.as({ tenant, actor: { id: "jane" } });
        const view = await jane.live();
        await jane.prompts.create({ id: "p", slug: "p", name: "A prompt" });
        for (const deed of deeds.slice(0, moment)) await happen(jane, deed);
        const early = await jane.proof.checkpoint();
        for (const deed of deeds.slice(moment)) await happen(jane, deed);
        const late = await jane.proof.checkpoint();
        const before = await answers(jane);
        const { positions } = await jane.history.redact({ text: secret }, { reason: "leaked" });
        const after = await answers(jane);
        expect(withoutText(after, secret)).toEqual(withoutText(before, secret));
        expect(holds(after, secret)).toBe(false);
        const log: LedgerEvent[] = [];
        for await (const event of jane.history.log()) log.push(event);
        for await (const event of store.readLog(tenant, { after: 0 }))
          expect(holds([JSON.parse(event.data), JSON.parse(event.metadata)], secret)).toBe(false);
        expect(log.filter(({ redacted }) => redacted).map(({ position }) => position)).toEqual(positions);
        for (const checkpoint of [early, late])
          expect(await jane.proof.verify(checkpoint.text)).toMatchObject({
            holds: true,
            differences: [],
            documents: [],
          });
        for await (const { differences } of store.rebuild(tenant, { check: true }))
          expect(differences).toEqual([]);
        const shown = await jane.prompts.get({ id: "p" }).catch(() => null);
        if (shown?.live)
          await expect
            .poll(() => holds(view.resolve({ id: "p" }).content, secret), { timeout: 5000 })
            .toBe(false);
        await view.close();
      },
    );
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  });
}

async function happen(jane: TenantLedger, [what, text]: Deed): Promise<void> {
  const prompt = { id: "p" };
  const options = { reason: `because ${text}`, metadata: { note: text } };
  const refused = (error: unknown): void => {
    if (!isLedgerError(error)) throw error;
  };
  switch (what) {
    case "edit":
      await jane.prompts
        .edit(prompt, { description: text, name: `A prompt ${text}` }, options)
        .catch(refused);
      break;
    case "version":
      await jane.versions
        .create(prompt, { ...saying(text), variables: { name: text } }, options)
        .catch(refused);
      break;
    case "commit":
      await jane.versions.commit(prompt, { message: text }, options).catch(refused);
      break;
    case "deploy":
      await jane.deployments.deploy(prompt, { version: "latest" }, options).catch(refused);
      break;
    case "tag":
      await jane.prompts.tag(prompt, { key: `k${text}`, value: text }, options).catch(refused);
      break;
    case "delete":
      await jane.prompts.delete(prompt, options).catch(refused);
  }
}

/** What the ledger answers about the prompt, now and at each position of its history so far. */
async function answers(jane: TenantLedger): Promise<readonly unknown[]> {
  const prompt = { id: "p" };
  const refused = (error: unknown): string => (isLedgerError(error) ? error.code : String(error));
  const events = (await jane.history.of(prompt)).items.filter(({ type }) => type !== "EventRedacted");
  const then: unknown[] = [];
  for (const { position } of events)
    then.push(await jane.prompts.get(prompt, { at: { position } }).catch(refused));
  return [
    events,
    then,
    await jane.prompts.get(prompt).catch(refused),
    await jane.versions
      .list(prompt)
      .then(({ position: _head, ...found }) => found)
      .catch(refused),
    await jane.deployments.list(prompt).catch(refused),
  ];
}

/** Whether a value has a text somewhere. */
function holds(value: unknown, text: string): boolean {
  if (typeof value === "string") return value.includes(text);
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(value)
      .flat()
      .some((one) => holds(one, text))
  );
}

/** A value with what a redaction changes made the same: the texts, the number of the last event, and what says that an event was redacted. */
function withoutText(value: unknown, text: string): unknown {
  if (typeof value === "string") {
    let after = value;
    while (after.includes(text)) after = after.replaceAll(text, "[redacted]");
    return after;
  }
  if (Array.isArray(value)) return value.map((one) => withoutText(one, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // A sentence has line breaks as spaces, so that the text is not found in it.
      .filter(([field]) => !["redacted", "promptRevision", "sentence"].includes(field))
      .filter(([field]) => field !== "revision" || !("slug" in value))
      .map(([field, one]) => [field, withoutText(one, text)]),
  );
}
