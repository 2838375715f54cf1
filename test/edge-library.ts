import { memoryEventStore } from "@promptledger/adapter-memory";
import type { Ledger } from "@promptledger/core";
import { createLedger, liveFromBundle } from "@promptledger/core";

/** For an edge runtime: a ledger that is created outside of any request. */
export const ledger: Ledger = createLedger({ store: memoryEventStore() });

/** Writes, resolves, finds, follows, and starts from a bundle, and answers what came of it. */
export async function useLedger(): Promise<string> {
  const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
  await acme.prompts.create({ name: "Support" });
  await acme.versions.create("support", { messages: [{ role: "user", content: "Hi {{who}}" }] });
  await acme.versions.commit("support");
  await acme.deployments.deploy("support", { version: 1 });
  const { messages } = (await acme.resolve("support")).render({ who: "Jane" });
  const { total } = await acme.prompts.find();
  const seen = await new Promise<string>((resolve) => {
    const handler = ({ type }: { readonly type: string }): void => {
      if (type === "VersionDeployed") resolve(type);
    };
    ledger.subscribe({ tenant: "acme", name: "log", handler });
  });
  const live = await acme.live();
  const bundle = live.bundle();
  await ledger.close();
  const { stale, number } = liveFromBundle(bundle).resolve("support");
  return [messages[0]?.content, total, seen, number, stale].join(", ");
}
