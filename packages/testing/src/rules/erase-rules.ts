import type { Ledger, TenantLedger } from "@promptledger/core";
import { createLedger, ed25519Signer, verifyConsistency } from "@promptledger/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readsOfPrompt, readsOfTenant } from "../past/past-reads.ts";
import type { RuleSetup } from "./rule-setup.ts";
import { saying } from "./rule-setup.ts";

const PEOPLE = [
  { id: "p-1", email: "anna@acme.test", firstName: "Anna", lastName: "Lind" },
  { id: "p-2", email: "bo@acme.test", firstName: "Bo", lastName: "Ek" },
] as const;

const SLUG = "support";
const DEEDS = ["edit", "deploy", "star", "grant", "create"] as const;

/** One write by one of the people, in one of two processes. */
interface Deed {
  readonly by: 0 | 1;
  readonly process: 0 | 1;
  readonly what: (typeof DEEDS)[number];
}

const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    by: fc.constantFrom(0, 1),
    process: fc.constantFrom(0, 1),
    what: fc.constantFrom(...DEEDS),
  }),
  { minLength: 4, maxLength: 6 },
);

/** What erasing a person promises, on a real storage with two processes. */
export function eraseRules(fresh: () => RuleSetup, runs: number): void {
  test("erasing anybody at any moment keeps every earlier checkpoint and all other answers, and no process has the name again", async () => {
    const property = fc.asyncProperty(
      deeds,
      fc.nat({ max: 5 }),
      fc.constantFrom(0, 1),
      fc.constantFrom(0, 1),
      async (written, moment, erased, by) => {
        const setUp = fresh();
        const { store, clock, tenant } = setUp;
        const proof = { host: "ledger.example.com", signer: ed25519Signer(new Uint8Array(32).fill(4)) };
        const ledgers: readonly Ledger[] = [createLedger({ store, clock, proof }), await setUp.connect()];
        // These sessions begin before the person is erased, and have the names until the end.
        const sessions = ledgers.map((ledger) => PEOPLE.map((actor) => ledger.as({ tenant, actor })));
        const hosts = ledgers.map((ledger) => ledger.as({ tenant, actor: { id: "host" } }));
        const [host, other] = hosts;
        if (host === undefined || other === undefined) throw new Error("there are two processes");
        const person = PEOPLE[erased];
        const write = async ({ by, process, what }: Deed, turn: number): Promise<void> => {
          const session = sessions[process]?.[by];
          if (session !== undefined) await writeOne(session, what, turn);
        };
        for (const [index, session] of (sessions[0] ?? []).entries())
          await session.prompts.create({ name: "Support", slug: index === 0 ? SLUG : "sales" });
        await writeOne(host, "edit", 0);
        const checkpoints = [await host.proof.checkpoint()];
        for (const [turn, deed] of written.slice(0, moment).entries()) {
          await write(deed, turn);
          checkpoints.push(await host.proof.checkpoint());
        }
        const { position } = (await host.history.search({ limit: 1 })).events[0] ?? { position: 0 };
        const before = await answersOf(host, position);

        await hosts[by]?.actors.erase(person.id, { reason: "asked for it" });

        const named = `${person.firstName} ${person.lastName}`;
        for (const ledger of hosts)
          expect(await answersOf(ledger, position)).toEqual(
            before.map((one) => one.replaceAll(named, "erased")),
          );
        for (const [turn, deed] of written.entries()) {
          clock.set(clock.now() + 40_000);
          await write(deed, 10 + turn);
        }
        for (const [index, ledger] of ledgers.entries())
          await ledger.importChanges(tenant, [
            {
              actor: { ...person, lastName: "Berg" },
              occurredAt: clock.now(),
              commandId: `import ${index}`,
              commands: [{ type: "CreatePrompt", name: "Imported" }],
            },
          ]);

        const late = (await setUp.connect()).as({ tenant, actor: { id: "late" } });
        for (const ledger of [...hosts, late]) expect(await namesIn(ledger)).not.toMatch(patternOf(person));
        expect(JSON.stringify(await store.records.list(tenant, "actor"))).not.toMatch(patternOf(person));
        const entries = await late.actors.describe([person.id, PEOPLE[1 - erased]?.id ?? ""]);
        expect(entries[0]).toMatchObject({ number: erased + 1, email: null, lastName: null, erased: true });
        expect(entries[1]).toMatchObject({ ...PEOPLE[1 - erased], number: 2 - erased, erased: false });
        for (const older of checkpoints) {
          const { text } = await host.proof.proveConsistency(older);
          const { origin, publicKey } = host.proof;
          verifyConsistency(text, { older: older.text, origin, publicKey: publicKey ?? "" });
        }
        const verified = await host.proof.verify(checkpoints.at(-1));
        expect(verified).toMatchObject({ holds: true, documents: [] });
      },
    );
    await fc.assert(property, { numRuns: runs });
  });
}

async function writeOne(ledger: TenantLedger, what: Deed["what"], turn: number): Promise<void> {
  switch (what) {
    case "edit":
      await ledger.versions.create(SLUG, saying(`text ${turn}`));
      await ledger.versions.commit(SLUG);
      break;
    case "deploy":
      await ledger.deployments.deploy(SLUG, { version: 1, environment: `stage-${turn}` });
      break;
    case "star":
      await ledger.prompts.star(SLUG, turn % 2 === 0);
      break;
    case "grant":
      await ledger.access.grant(SLUG, {
        subject: { type: "user", id: `u-${turn}` },
        permissions: ["READ"],
      });
      break;
    case "create":
      await ledger.prompts.create({ name: `Prompt ${turn}` });
  }
}

/** What the ledger answers about the time until a position, as texts. */
async function answersOf(ledger: TenantLedger, position: number): Promise<readonly string[]> {
  const { id } = await ledger.prompts.get(SLUG);
  const reads = [...Object.values(readsOfPrompt(id, SLUG)), ...Object.values(readsOfTenant("application-0"))];
  const answers = reads.map(async (read) => {
    const answer = await read(ledger, { at: { position } }).catch(({ code }: { code?: string }) => code);
    // Lists say where the log ends today, which is not of the past.
    return JSON.stringify(answer, (key, value) => (key === "position" ? undefined : value));
  });
  const log: unknown[] = [];
  for await (const event of ledger.history.log()) if (event.position <= position) log.push(event);
  return [...(await Promise.all(answers)), JSON.stringify(log)];
}

/** Everything in which the ledger names people, as one text. */
async function namesIn(ledger: TenantLedger): Promise<string> {
  const found: unknown[] = [
    await ledger.actors.list(),
    await ledger.actors.describe(PEOPLE.map(({ id }) => id)),
    await ledger.history.of(SLUG),
    await ledger.deployments.history(SLUG),
    await ledger.prompts.find(),
  ];
  for await (const event of ledger.history.log()) found.push(event);
  for (const { email } of PEOPLE) {
    const filter = { type: "creator", operator: "equals", value: email } as const;
    const { total } = await ledger.prompts.find({ filter });
    if (total > 0) found.push(email);
  }
  const live = await ledger.live();
  found.push(live.bundle());
  await live.close();
  return JSON.stringify(found);
}

function patternOf({ email, firstName, lastName }: (typeof PEOPLE)[number]): RegExp {
  return new RegExp(`${email}|\\b${firstName}\\b|\\b${lastName}\\b|Berg`, "u");
}
