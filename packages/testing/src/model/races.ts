import type { EventStore, TenantLedger } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import { upTo } from "../contract/sample.ts";
import { same } from "../contract/violation.ts";

/** A race between many writers, through two ledgers that share only the storage. */
export interface Race {
  readonly title: string;
  run(connect: () => Promise<EventStore>): Promise<void>;
}

const WRITES = 100;
const TENANT = "races";

/** Races in which one writer wins, or all do. */
export const RACES: readonly Race[] = [
  {
    title: `gives ${WRITES} concurrent versions consecutive numbers, and rejects none`,
    async run(connect) {
      const { first, each } = await contenders(connect);
      const prompt = await first.prompts.create({ name: "Busy" });
      const results = await each((ledger, index) =>
        ledger.versions.create(prompt, { model: `model-${index}` }),
      );
      same(outcomes(results), { accepted: WRITES }, "the outcomes");
      const numbers = results.flatMap((one) => (one.status === "fulfilled" ? [one.value.number] : []));
      same(
        numbers.toSorted((left, right) => left - right),
        upTo(WRITES),
        "the numbers",
      );
      same((await first.prompts.get(prompt)).numbers, upTo(WRITES), "the prompt's numbers");
      same((await first.versions.list(prompt, { committed: false })).total, 1, "the number of drafts");
    },
  },
  {
    title: "gives a slug to one of many creators",
    async run(connect) {
      const { first, each } = await contenders(connect);
      const results = await each((ledger) => ledger.prompts.create({ name: "Mine", slug: "mine" }));
      same(outcomes(results), { accepted: 1, "slug-taken": WRITES - 1 }, "the outcomes");
      same((await first.prompts.find()).total, 1, "the number of prompts");
    },
  },
  {
    title: "gives an id to one of many creators",
    async run(connect) {
      const { first, each } = await contenders(connect);
      const results = await each((ledger, index) =>
        ledger.prompts.create({ id: "the-one", name: `Name ${index}` }),
      );
      same(outcomes(results), { accepted: 1, "id-taken": WRITES - 1 }, "the outcomes");
      same((await first.prompts.find()).total, 1, "the number of prompts");
    },
  },
  {
    title: "gives every creator of the same name a slug of its own",
    async run(connect) {
      const { each } = await contenders(connect);
      const results = await each((ledger) => ledger.prompts.create({ name: "Untitled" }));
      same(outcomes(results), { accepted: WRITES }, "the outcomes");
      const slugs = results.flatMap((one) => (one.status === "fulfilled" ? [one.value.slug] : []));
      same(new Set(slugs).size, WRITES, "the number of slugs");
    },
  },
  {
    title: "accepts one of many writes that expect the same revision",
    async run(connect) {
      const { first, each } = await contenders(connect);
      const prompt = await first.prompts.create({ name: "Expected" });
      const results = await each((ledger, index) =>
        ledger.prompts.edit(prompt, { name: `Name ${index}` }, { expected: prompt.revision }),
      );
      same(outcomes(results), { accepted: 1, "revision-mismatch": WRITES - 1 }, "the outcomes");
    },
  },
  {
    title: "applies a command once that is sent many times at once",
    async run(connect) {
      const { first, each } = await contenders(connect);
      const prompt = await first.prompts.create({ name: "Once" });
      const results = await each((ledger) =>
        ledger.versions.create(prompt, { model: "m" }, { commandId: "once" }),
      );
      same(outcomes(results), { accepted: WRITES }, "the outcomes");
      const fresh = results.filter((one) => one.status === "fulfilled" && !one.value.receipt.repeated);
      same(fresh.length, 1, "the number of first answers");
      same((await first.prompts.get(prompt)).numbers, [1], "the prompt's numbers");
    },
  },
  {
    title: "leaves one version live where many are deployed at once",
    async run(connect) {
      const { first, each } = await contenders(connect);
      const prompt = await first.prompts.create({ name: "Live" });
      for (let number = 1; number <= 5; number++)
        await first.versions.create(prompt, { model: `model-${number}` });
      await first.versions.commit(prompt);
      const results = await each((ledger, index) =>
        ledger.deployments.deploy(prompt, { version: 1 + (index % 5) }),
      );
      same(outcomes(results), { accepted: WRITES }, "the outcomes");
      const live = await first.deployments.list(prompt);
      same(live.length, 1, "the number of deployments");
      const deployed = (await first.history.of(prompt, { limit: 1000 })).items.filter(
        (event) => event.type === "VersionDeployed",
      );
      same(deployed.at(-1)?.data.number, live[0]?.number, "what is live");
      for (const [index, event] of deployed.entries())
        same(event.data.replaces?.number, deployed[index - 1]?.data.number, "what a deployment replaces");
    },
  },
];

async function contenders(connect: () => Promise<EventStore>) {
  const ledgers: TenantLedger[] = [];
  for (const id of ["jane", "sam"]) {
    const ledger = createLedger({ store: await connect() });
    ledgers.push(ledger.as({ tenant: TENANT, actor: { id: "host", firstName: id } }));
  }
  const [first, second] = ledgers;
  if (first === undefined || second === undefined) throw new Error("two ledgers are needed");
  const each = <T>(write: (ledger: TenantLedger, index: number) => Promise<T>) =>
    Promise.allSettled(upTo(WRITES).map((number) => write(number % 2 === 0 ? first : second, number - 1)));
  return { first, each };
}

function outcomes(results: readonly PromiseSettledResult<unknown>[]): { readonly [outcome: string]: number } {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const outcome =
      result.status === "fulfilled"
        ? "accepted"
        : isLedgerError(result.reason)
          ? result.reason.code
          : String(result.reason);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
