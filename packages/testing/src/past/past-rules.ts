import type { At, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { assert, asyncProperty } from "fast-check";
import { test } from "vitest";
import { arbitraryBatch, chooseBatch } from "../batches/choose-batch.ts";
import { INITIAL_COMMANDS, initialResources } from "../batches/choose-tenant-command.ts";
import { same } from "../contract/violation.ts";
import { EMPTY_TENANT } from "../model/model-state.ts";
import { arbitraryMaterial } from "../model/plan.ts";
import type { RuleSetup } from "../rules/rule-setup.ts";
import type { PastRead } from "./past-reads.ts";
import { readsOfPrompt, readsOfTenant } from "./past-reads.ts";

/** So many writes are made, and so many prompts are read after each. */
const SIZE = { writes: 8, prompts: 2 } as const;

/** What a read answered when the log ended at a position. */
interface Answered {
  readonly name: string;
  readonly read: PastRead;
  readonly at: At;
  readonly answer: unknown;
}

/** The past, on a real storage: a read with `at` answers what the same read answered then. */
export function pastRules(fresh: () => RuleSetup, runs: number): void {
  test("after any sequence of writes, each read at a position, or at the time of it, answers what it answered when the log ended there", async () => {
    const property = asyncProperty(
      arbitraryMaterial,
      arbitraryBatch(SIZE.writes),
      async (material, steps) => {
        const { jane, ledger, clock, tenant } = fresh();
        const answered: Answered[] = [];
        const state = { model: EMPTY_TENANT, resources: initialResources(), environment: "production" };
        await jane.batch(INITIAL_COMMANDS);
        await jane.applications.create({ id: "application-0", name: "App" });
        await ledger.keys.add(`secret of ${tenant}`, {
          id: "key",
          tenant,
          actor: { id: "app:application-0", kind: "application" },
          createdAt: clock.now(),
        });
        for (const [index, step] of steps.entries()) {
          clock.set(clock.now() + 1000);
          const commands = chooseBatch([step], state, material, clock.now());
          if (commands.length > 0) await jane.batch(commands, { templateFaults: "accept" });
          if (index === SIZE.writes / 2) await jane.applications.setKeyEnabled("application-0", "key", false);
          const { position } = await jane.prompts.find();
          const points = [{ position }, clock.now(), { recorded: clock.now() + 999 }] as const;
          const prompts = [...state.model.prompts.values()].slice(-SIZE.prompts);
          const application = [...state.resources.applications].at(-1) ?? "application-0";
          const now = readsOf(prompts, application).map(async ([name, read], turn) => {
            const at = points[(index + turn) % points.length] ?? points[0];
            return { name, read, at, answer: await answerOf(jane, read, {}) };
          });
          answered.push(...(await Promise.all(now)));
        }
        const then = answered.map(async ({ name, read, at, answer }) =>
          same(await answerOf(jane, read, { at }), answer, `${name} at ${JSON.stringify(at)}`),
        );
        await Promise.all(then);
      },
    );
    await assert(property, { numRuns: runs });
  });
}

/** The reads of these prompts, and of the tenant. */
function readsOf(
  prompts: readonly { readonly id: string; readonly slug: string }[],
  application: string,
): readonly (readonly [name: string, read: PastRead])[] {
  const ofPrompts = prompts.flatMap(({ id, slug }) =>
    Object.entries(readsOfPrompt(id, slug)).map(([name, read]) => [`${name} of ${id}`, read] as const),
  );
  return [...ofPrompts, ...Object.entries(readsOfTenant(application))];
}

/** An answer as data, or the code of an error. The head of the log is left out: it is that of the present. */
async function answerOf(
  ledger: TenantLedger,
  read: PastRead,
  options: { readonly at?: At },
): Promise<unknown> {
  try {
    const answer = await read(ledger, options);
    if (answer === undefined) return null;
    return JSON.parse(JSON.stringify(answer, (key, value) => (isHead(key, value) ? undefined : value)));
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return error.code;
  }
}

function isHead(key: string, value: unknown): boolean {
  return key === "position" && typeof value === "number";
}
