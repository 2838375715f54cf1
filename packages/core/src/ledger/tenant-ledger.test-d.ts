import { expectTypeOf } from "vitest";
import { isLedgerError } from "../errors.ts";
import type { Resolved } from "../live/resolved.ts";
import type { Deployment, Prompt, Version, Written } from "../read/views.ts";
import type { EventStore, TransactionalEventStore } from "../store/event-store.ts";
import type { LedgerCommand } from "../write/command.ts";
import type { LedgerOptions } from "./create-ledger.ts";
import { createLedger } from "./create-ledger.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

// Compiled, never run: what a host's compiler says of right and wrong calls.
export async function calls(options: LedgerOptions, acme: TenantLedger): Promise<void> {
  // Nothing but the store is needed.
  expectTypeOf<Pick<LedgerOptions, "store">>().toExtend<LedgerOptions>();
  // @ts-expect-error a ledger needs a store
  createLedger({});
  expectTypeOf(createLedger(options).as).parameter(0).toHaveProperty("actor");

  // Each call answers its document, with a receipt.
  expectTypeOf(await acme.prompts.create({ name: "a" })).toEqualTypeOf<Written<Prompt>>();
  expectTypeOf(await acme.versions.commit("id")).toEqualTypeOf<Written<Version>>();
  expectTypeOf(await acme.deployments.rollback("a")).toEqualTypeOf<Written<Deployment>>();

  // A batch answers command by command.
  const { answers } = await acme.batch([
    { type: "CreatePrompt", name: "a", id: "a" },
    { type: "CreateVersion", prompt: "a", input: { model: "gpt-4o" } },
    { type: "DeployVersion", prompt: "a", version: "latest" },
    { type: "DeletePrompt", prompt: "a" },
  ]);
  expectTypeOf(answers[0]).toEqualTypeOf<Prompt>();
  expectTypeOf(answers[1]).toEqualTypeOf<Version>();
  expectTypeOf(answers[2]).toEqualTypeOf<Deployment>();
  expectTypeOf(answers[3]).toEqualTypeOf<Prompt>();

  // @ts-expect-error a command other than CreatePrompt names its prompt
  await acme.batch([{ type: "DeletePrompt" }]);
  // @ts-expect-error a message has a role
  await acme.versions.create("a", { messages: [{ content: "a" }] });
  // @ts-expect-error a draft has no name of its own: it is the highest number
  await acme.versions.get("a", "draft");
  // @ts-expect-error what was read cannot be changed
  (await acme.prompts.get("a")).name = "b";

  // A string is a slug, and an id is none; whatever has an id is that prompt.
  const prompt = await acme.prompts.get("a");
  // @ts-expect-error an id is passed as { id }
  await acme.prompts.get(prompt.id);
  // @ts-expect-error also where it comes from a version
  await acme.resolve((await acme.versions.get(prompt, 1)).promptId);
  // @ts-expect-error also in a batch
  await acme.batch([{ type: "DeletePrompt", prompt: prompt.id }]);
  await acme.prompts.get({ id: prompt.id });
  await acme.resolve(await acme.deployments.rollback(prompt));

  // A view takes the same references, without waiting.
  const live = await acme.live({ prompts: ["a", prompt] });
  expectTypeOf(live.resolve(prompt)).toEqualTypeOf<Resolved>();
  expectTypeOf(acme.resolve(live.resolve("a"))).resolves.toEqualTypeOf<Resolved>();
  // @ts-expect-error a misspelled option does not mean the default
  live.resolve("a", { enviroment: "staging" });
  live.on("change", ({ from, to }) => expectTypeOf(from).toEqualTypeOf(to));
  // @ts-expect-error there is no such event
  live.on("chnge", () => undefined);

  // The code of an error determines the type of its details.
  try {
    await acme.prompts.create({ name: "a" });
  } catch (error) {
    if (isLedgerError(error, "slug-taken")) expectTypeOf(error.details.slug).toBeString();
    if (isLedgerError(error, "busy")) expectTypeOf(error.code).toEqualTypeOf<"busy">();
  }

  // The past has three forms.
  await acme.prompts.get("a", { at: "2026-01-31" });
  await acme.prompts.get("a", { at: { recorded: 0 } });
  await acme.prompts.get("a", { at: { position: 1 } });

  // The type of an event determines the type of its data.
  for (const event of (await acme.history.of("a")).items) {
    if (event.type === "VersionDeployed") expectTypeOf(event.data.environment).toBeString();
    // @ts-expect-error there is no such event
    if (event.type === "VersionPublished") return;
  }
  expectTypeOf<{ readonly type: "RestorePrompt"; readonly prompt: string }>().toExtend<LedgerCommand>();
}

// A transaction is taken where the store can take part in it, and nowhere else.
export function transactions(plain: EventStore, database: TransactionalEventStore<{ id: number }>): void {
  const identity = { tenant: "acme", actor: { id: "jane" } };
  createLedger({ store: database }).as(identity).within({ id: 1 });
  // @ts-expect-error another thing than the store's transactions
  createLedger({ store: database }).as(identity).within("begin");
  // @ts-expect-error a store without transactions
  createLedger({ store: plain }).as(identity).within({ id: 1 });
}
