import type { PromptRef, TenantLedger } from "@promptledger/core";
import { eventData } from "../peer.ts";
import type { Scenario, Stage } from "./scenario.ts";

const PROMPTS = 64;
const VERSIONS = 21;
const TENANT = "bench";

/** Prompts that the calls of a round take in turns. They are in a store of their own, so that every round begins with the same. */
interface Scene {
  /** Trusted code of the host. */
  readonly host: TenantLedger;
  /** Someone who was granted UPDATE on each of the prompts. */
  readonly user: TenantLedger;
  prompt(index: number): PromptRef;
}

/** What a call of a scenario does; its index counts from 0 in every round. */
type Act = (scene: Scene, index: number) => Promise<unknown>;

const scenario = (what: string, calls: number, act: Act, prompts = PROMPTS, versions = 1): Scenario => ({
  title: `memory: ${what}`,
  storage: "memory",
  unit: "commands/s",
  callers: 1,
  calls,
  weight: 1,
  prepare: async (stage) => async () => {
    const scene = await newScene(stage, prompts, versions);
    return (index) => act(scene, index);
  },
});

async function newScene({ side }: Stage, prompts: number, versions: number): Promise<Scene> {
  const ledger = side.createLedger({ store: side.memoryEventStore() });
  const host = ledger.as({ tenant: TENANT, actor: { id: "jane" } });
  const made: PromptRef[] = [];
  for (let index = 0; index < prompts; index += 1) {
    const prompt = side.ref(await host.prompts.create({ name: `Customer Support Assistant ${index}` }));
    for (let version = 0; version < versions; version += 1)
      await host.versions.create(prompt, eventData(version).changes as never);
    await host.access.grant(prompt, {
      subject: { type: "user", id: "joe" },
      permissions: ["READ", "UPDATE"],
    });
    made.push(prompt);
  }
  return {
    host,
    user: ledger.as({ tenant: TENANT, actor: { id: "joe", kind: "user" } }),
    prompt: (index) => made[index % made.length] ?? "none",
  };
}

/** An edit of the draft, which is the last version. */
const edit = (ledger: TenantLedger, scene: Scene, index: number, draft = 1): Promise<unknown> =>
  ledger.versions.edit(scene.prompt(index), draft, eventData(index).changes as never);

/** Every prompt has versions 1 to 3; 1 and 2 go live by turns, and between that the draft is edited. */
const deployAndEdit: Act = (scene, index) => {
  const turn = Math.floor(index / PROMPTS);
  return turn % 2 === 0
    ? scene.host.deployments.deploy(scene.prompt(index), { version: 1 + ((turn / 2) % 2) })
    : edit(scene.host, scene, index, 3);
};

/** Whole commands on the memory adapter, one after the other. */
export const MEMORY_SCENARIOS: readonly Scenario[] = [
  scenario(`versions.edit, ${PROMPTS} prompts`, 16_000, (scene, index) => edit(scene.host, scene, index)),
  scenario(
    `versions.edit, one prompt with ${VERSIONS} versions`,
    16_000,
    (scene, index) => edit(scene.host, scene, index, VERSIONS),
    1,
    VERSIONS,
  ),
  scenario(`versions.edit by a user with grants, ${PROMPTS} prompts`, 10_000, (scene, index) =>
    edit(scene.user, scene, index),
  ),
  scenario("prompts.create", 12_000, ({ host }, index) =>
    host.prompts.create({ name: `Assistant ${index}` }),
  ),
  scenario(
    `deployments.deploy and versions.edit by turns, ${PROMPTS} prompts`,
    16_000,
    deployAndEdit,
    PROMPTS,
    3,
  ),
];
