import type { Pin, Prompt, TenantLedger } from "@promptledger/core";
import type { DocumentKey, RecordedEvent } from "@promptledger/core/adapter";
import { compareDocuments, compareText, projectStream } from "@promptledger/core/adapter";
import { ContractViolation, holds, same } from "../contract/violation.ts";
import type { ModelPrompt } from "./model-state.ts";
import { numberOf, numbersOf } from "./model-state.ts";
import type { View } from "./model-view.ts";
import { viewOfDeployment, viewOfDetails, viewOfPrompt, viewOfVersion } from "./model-view.ts";
import { randomChoices } from "./random-choices.ts";
import { refer } from "./refer.ts";
import type { TestTenant } from "./test-tenant.ts";

const ENVIRONMENT = "production";

/** Checks that the answers are those of the model, and that they are deeply frozen. */
export function checkAnswer(returned: object, answers: readonly View[], expected: readonly View[]): void {
  for (const [index, answer] of answers.entries()) same(answer, expected[index], `answer ${index}`);
  same(answers.length, expected.length, "the number of answers");
  const unfrozen = unfrozenPart(returned, "answer");
  if (unfrozen !== null) throw new ContractViolation(`${unfrozen} is not frozen`);
}

/** Checks the streams and prompts that just changed: documents are the fold of their events, and reads show what the model has. */
export async function checkDocuments(
  testTenant: TestTenant,
  events: readonly RecordedEvent[],
): Promise<void> {
  const ledger = reader(testTenant);
  const streams = new Set(events.map((event) => event.stream));
  for (const stream of streams) await checkFold(testTenant, stream);
  for (const prompt of testTenant.model.prompts.values()) {
    if (streams.has(`prompt-${prompt.id}`)) await checkPrompt(testTenant, ledger, prompt);
  }
}

/** Checks the whole tenant against the model: every prompt by id and slug, and the lists. */
export async function checkPresent(testTenant: TestTenant): Promise<void> {
  for await (const { differences } of testTenant.store.rebuild(testTenant.tenant, { check: true }))
    same(differences, [], "the documents are the fold of the log");
  const ledger = reader(testTenant);
  for (const prompt of testTenant.model.prompts.values()) {
    await checkPrompt(testTenant, ledger, prompt);
    if (prompt.alive) same((await ledger.prompts.get(prompt.slug)).id, prompt.id, "the holder of a slug");
  }
  await checkList(ledger, testTenant.model.prompts);
  await checkLatest(ledger, testTenant.model.prompts);
}

/** Checks that reads at a few earlier positions still give what was there then. */
export async function checkPast(testTenant: TestTenant): Promise<void> {
  const ledger = reader(testTenant);
  const positions = [...testTenant.modelByPosition.keys()];
  const stride = Math.max(1, Math.floor(positions.length / 3));
  for (let index = 0; index < positions.length; index += stride) {
    const position = positions[index] ?? 0;
    const at = { position };
    const { prompts } = testTenant.modelByPosition.get(position) ?? testTenant.model;
    for (const prompt of prompts.values()) {
      const found = await ledger.prompts.get({ id: prompt.id }, { at, deleted: "any" });
      same(found, viewOfPrompt(prompt, ENVIRONMENT), `${prompt.id} as it was at ${position}`);
    }
    await checkList(ledger, prompts, at);
  }
}

async function checkFold({ store, tenant, streams }: TestTenant, stream: string): Promise<void> {
  const expected = projectStream(stream, streams.get(stream) ?? []);
  const { documents } = await store.load(tenant, { documents: keysOf(stream, streams.get(stream) ?? []) });
  const stored = documents.filter((document) => document !== null);
  same(compareDocuments(expected, stored), [], `the documents of ${stream} are the fold of its events`);
}

/** The keys of every document that the events of a stream could have made. */
function keysOf(stream: string, events: readonly RecordedEvent[]): readonly DocumentKey[] {
  if (stream.startsWith("slug-")) return [{ kind: "slug", slug: stream.slice("slug-".length) }];
  const prompt = { id: stream.slice("prompt-".length) };
  const keys = new Map<string, DocumentKey>([["prompt", { kind: "prompt", prompt }]]);
  for (const { type, data } of events) {
    const { number, environment } = JSON.parse(data) as {
      readonly number: number;
      readonly environment: string;
    };
    if (type === "VersionCreated") keys.set(`version ${number}`, { kind: "version", prompt, number });
    if (type === "VersionDeployed")
      keys.set(`live ${environment}`, { kind: "deployment", prompt, environment });
  }
  return [...keys.values()];
}

async function checkPrompt(testTenant: TestTenant, ledger: TenantLedger, prompt: ModelPrompt): Promise<void> {
  // The form of the reference changes with the revision; every form must find the same prompt.
  const ref = refer(randomChoices([prompt.revision * 33, prompt.revision]), prompt);
  const found = await ledger.prompts.get(ref, { deleted: "any" });
  same(found, viewOfPrompt(prompt, ENVIRONMENT), `the prompt ${prompt.id} as it is read`);
  same(
    pinsOf(found.deployments),
    Object.fromEntries(testTenant.watcher.live(prompt.id)),
    "the live versions according to the events",
  );
  if (!prompt.alive) return;
  const versions = await ledger.versions.list(ref);
  const expected = numbersOf(prompt).toReversed();
  same(
    versions.items,
    expected.flatMap((number) => {
      const version = prompt.versions.get(number);
      return version === undefined ? [] : [viewOfVersion(prompt, version)];
    }),
    `the versions of ${prompt.id}`,
  );
  same(versions.prompt, viewOfDetails(prompt), `${prompt.id} with its versions`);
  for (const number of ["current", "latest"] as const) {
    const version = prompt.versions.get(numberOf(prompt, number));
    if (version === undefined) continue;
    same(
      await ledger.versions.getWithPrompt(ref, number),
      { prompt: viewOfDetails(prompt), version: viewOfVersion(prompt, version) },
      `the ${number} version of ${prompt.id}, with its prompt`,
    );
  }
  const deployments = await ledger.deployments.list(ref);
  const live = [...prompt.live].sort(([left], [right]) => (left < right ? -1 : 1));
  same(
    deployments,
    live.map(([environment, one]) => viewOfDeployment(prompt, environment, one)),
    `the deployments of ${prompt.id}`,
  );
}

async function checkList(
  ledger: TenantLedger,
  prompts: ReadonlyMap<string, ModelPrompt>,
  at?: { readonly position: number },
): Promise<void> {
  const options = {
    deleted: "any",
    page: { number: 1, size: 1000 },
    ...(at === undefined ? {} : { at }),
  } as const;
  const { items, total } = await ledger.prompts.find(options);
  const found = new Map(items.map((item): readonly [string, Prompt] => [item.id, item]));
  same(total, prompts.size, "the number of prompts");
  for (const prompt of prompts.values())
    same(found.get(prompt.id), viewOfPrompt(prompt, ENVIRONMENT), `${prompt.id} in the list`);
}

async function checkLatest(ledger: TenantLedger, prompts: ReadonlyMap<string, ModelPrompt>): Promise<void> {
  const expected = [...prompts.values()]
    .filter(({ alive }) => alive)
    .sort((left, right) => compareText(left.slug, right.slug))
    .flatMap((prompt) => {
      const version = prompt.versions.get(numberOf(prompt, "latest"));
      if (version === undefined) return [];
      return [{ prompt: viewOfDetails(prompt), version: viewOfVersion(prompt, version) }];
    });
  same(await ledger.versions.latestCommitted(), expected, "the latest committed versions");
}

function reader({ ledgers }: TestTenant): TenantLedger {
  const ledger = ledgers.get("jane");
  holds(ledger !== undefined, "there is a session of jane");
  return ledger;
}

function pinsOf(deployments: { readonly [environment: string]: Pin }): object {
  return Object.fromEntries(
    Object.entries(deployments).map(([name, { number, versionId, revision, contentHash }]) => [
      name,
      { number, versionId, revision, contentHash },
    ]),
  );
}

function unfrozenPart(value: unknown, path: string): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Object.isFrozen(value)) return path;
  for (const [key, part] of Object.entries(value)) {
    const found = unfrozenPart(part, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
