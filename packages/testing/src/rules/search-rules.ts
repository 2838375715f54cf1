import type { LedgerEvent, SearchOptions, SearchPageOptions, TenantLedger } from "@promptledger/core";
import { foldCase } from "@promptledger/core/adapter";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { RuleSetup } from "./rule-setup.ts";
import { saying } from "./rule-setup.ts";

const PEOPLE = ["ann", "bob"] as const;
const WORDS = ["Red", "green", "ΣΑΣ", "straße"] as const;
const MINUTE = 60_000;

/** One write of the generated history. */
interface Deed {
  readonly by: (typeof PEOPLE)[number];
  readonly kind: "host" | "admin";
  readonly prompt: number;
  readonly word: string;
  readonly what: "edit" | "deploy" | "star";
  /** How many minutes pass before it. */
  readonly passed: number;
}

/** A search whose times are in minutes after the beginning, and whose prompt is a number. */
type Asked = Omit<SearchOptions, "from" | "to" | "prompt"> & {
  readonly from?: number;
  readonly to?: number;
  readonly prompt?: number;
};

const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    by: fc.constantFrom(...PEOPLE),
    kind: fc.constantFrom("host", "admin"),
    prompt: fc.nat({ max: 2 }),
    word: fc.constantFrom(...WORDS),
    what: fc.constantFrom("edit", "deploy", "star"),
    passed: fc.nat({ max: 2 }),
  }),
  { minLength: 4, maxLength: 8 },
);

const searches: fc.Arbitrary<readonly Asked[]> = fc.array(
  fc.record(
    {
      actor: fc.oneof(fc.constantFrom(...PEOPLE), fc.subarray([...PEOPLE, "sam"], { minLength: 1 })),
      kinds: fc.subarray(["host", "admin"], { minLength: 1 }),
      types: fc.subarray(["PromptCreated", "VersionCreated", "VersionDeployed", "SlugClaimed"], {
        minLength: 1,
      }),
      prompt: fc.nat({ max: 3 }),
      environment: fc.constantFrom("production", "staging"),
      from: fc.integer({ min: -5, max: 12 }),
      to: fc.integer({ min: -5, max: 12 }),
      text: fc.constantFrom("red", "GREEN", "σασ", "STRASSE", "e", "staging"),
      recorded: fc.boolean(),
      order: fc.constantFrom("newest", "oldest"),
    },
    { requiredKeys: [] },
  ),
  { minLength: 4, maxLength: 8 },
);

/** That a search of the history finds what a scan of the log would, on a real storage. */
export function searchRules(fresh: () => RuleSetup, runs: number): void {
  test("a search finds what a scan of the log would, for every filter and every size of its pages", async () => {
    const property = fc.asyncProperty(
      deeds,
      searches,
      fc.integer({ min: 1, max: 5 }),
      async (some, asked, limit) => {
        const setup = fresh();
        const start = setup.clock.now();
        await write(setup, some);
        const log: LedgerEvent[] = [];
        for await (const event of setup.jane.history.log()) log.push(event);
        for (const { from, to, prompt, ...rest } of asked) {
          if (from !== undefined && to !== undefined && from > to) continue;
          const options: SearchOptions = {
            ...rest,
            ...(prompt === undefined ? {} : { prompt: { id: idOf(prompt) } }),
            ...(from === undefined ? {} : { from: start + from * MINUTE }),
            ...(to === undefined ? {} : { to: start + to * MINUTE }),
          };
          const expected = scan(log, options);
          expect([options, await pagesOf(setup.jane, { ...options, limit })]).toEqual([options, expected]);
          const all: number[] = [];
          for await (const { position } of setup.jane.history.searchAll(options)) all.push(position);
          expect([options, all]).toEqual([options, expected]);
        }
      },
    );
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  });
}

function idOf(prompt: number): string {
  return `prompt-${prompt}`;
}

/** Writes through the ledger, and imports one prompt in the middle of it. */
async function write({ ledger, jane, clock, as, tenant }: RuleSetup, some: readonly Deed[]): Promise<void> {
  for (const prompt of [0, 1, 2]) {
    const { number } = await createPrompt(as("ann"), idOf(prompt));
    await jane.versions.commit({ id: idOf(prompt) }, { message: `number ${number}` });
  }
  const imported = clock.now() - 3 * MINUTE;
  for (const [index, { by, kind, prompt, word, what, passed }] of some.entries()) {
    clock.advance(passed * MINUTE);
    const [acme, ref] = [as(by, kind), { id: idOf(prompt) }];
    if (what === "edit") await acme.versions.create(ref, saying(`${word} ${index}`), { reason: word });
    if (what === "star") await acme.prompts.star(ref, index % 2 === 0, { reason: word });
    if (what === "deploy") {
      const environment = word === "Red" ? "staging" : "production";
      await acme.deployments.deploy(ref, { version: 1, environment }, { reason: word });
    }
    if (index === 2) await importPrompt(ledger, tenant, imported);
  }
  clock.advance(MINUTE);
}

async function createPrompt(acme: TenantLedger, id: string): Promise<{ readonly number: number }> {
  const prompt = await acme.prompts.create({ id, name: `Prompt ${id}` });
  return acme.versions.create(prompt, saying("Straße"));
}

async function importPrompt(
  { importChanges }: RuleSetup["ledger"],
  tenant: string,
  at: number,
): Promise<void> {
  const prompt = { id: idOf(3) };
  const by = (occurredAt: number, commandId: string) => ({ actor: { id: "sam" }, occurredAt, commandId });
  await importChanges(tenant, [
    { ...by(at, "1"), commands: [{ type: "CreatePrompt", id: prompt.id, name: "Imported" }] },
    { ...by(at + MINUTE, "2"), commands: [{ type: "CreateVersion", prompt, input: saying("green") }] },
    { ...by(at + 3 * MINUTE, "3"), commands: [{ type: "CommitVersion", prompt }] },
  ]);
}

/** The positions of all pages of a search, one after the other. */
async function pagesOf(acme: TenantLedger, options: SearchPageOptions): Promise<readonly number[]> {
  const positions: number[] = [];
  let next: string | null = null;
  do {
    const page = await acme.history.search(next === null ? options : { ...options, cursor: next });
    positions.push(...page.events.map(({ position }) => position));
    next = page.next;
  } while (next !== null);
  return positions;
}

/** The positions that a search must find. */
function scan(log: readonly LedgerEvent[], options: SearchOptions): readonly number[] {
  const { actor, kinds, types, prompt, environment, from, to, text, recorded, order } = options;
  const timeOf = ({ at, recordedAt }: LedgerEvent): number => (recorded === true ? recordedAt : at);
  const isAmong = (list: readonly string[] | undefined, value: string): boolean =>
    list?.includes(value) ?? true;
  const found = log
    .filter((event) => isAmong(actor === undefined ? undefined : [actor].flat(), event.actor))
    .filter((event) => isAmong(kinds, event.actorKind) && isAmong(types, event.type))
    .filter(({ stream }) => prompt === undefined || stream === `prompt-${(prompt as { id: string }).id}`)
    .filter(
      ({ data }) => environment === undefined || ("environment" in data && data.environment === environment),
    )
    .filter((event) => timeOf(event) >= Number(from ?? Number.NEGATIVE_INFINITY))
    .filter((event) => timeOf(event) <= Number(to ?? Number.POSITIVE_INFINITY))
    .filter((event) => text === undefined || says(event, text))
    .toSorted((left, right) => timeOf(left) - timeOf(right))
    .map(({ position }) => position);
  return order === "oldest" ? found : found.toReversed();
}

// What the ledger generated is left out.
function says({ data, reason }: LedgerEvent, text: string): boolean {
  const own = JSON.stringify({ ...data, promptId: "", versionId: "", contentHash: "", replaces: "" });
  const values = [...own.matchAll(/(?<=[:,[])"((?:[^"\\]|\\.)*)"(?!:)/gu)].map(([, value = ""]) => value);
  return [...values, reason ?? ""].some((value) => foldCase(value).includes(foldCase(text)));
}
