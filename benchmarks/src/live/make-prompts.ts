import type { LedgerCommand, TenantLedger } from "@promptledger/core";
import { atOnce } from "../timed.ts";

/** How many prompts one batch makes: four commands each, of the two hundred that a batch may have. */
const PART = 50;

/** The slug of a prompt. */
export function slugOf(index: number): string {
  return `prompt-${index}`;
}

/** Makes prompts that are live in production, each with a text of about so many bytes. */
export async function makePrompts(acme: TenantLedger, count: number, bytes: number): Promise<void> {
  await atOnce(4, Math.ceil(count / PART), async (part) => {
    const indexes = Array.from(
      { length: Math.min(PART, count - part * PART) },
      (_, index) => part * PART + index,
    );
    await acme.batch(indexes.flatMap((index) => commandsFor(index, bytes)));
  });
}

function commandsFor(index: number, bytes: number): readonly LedgerCommand[] {
  const prompt = { id: `id-${index}` };
  const text = `You are assistant number ${index} of the shop. Context: {{context}}. `;
  const content = text.padEnd(bytes, "Answer in two sentences. ");
  return [
    { type: "CreatePrompt", ...prompt, name: `Assistant ${index}`, slug: slugOf(index) },
    { type: "CreateVersion", prompt, input: { model: "gpt-4o", messages: [{ role: "system", content }] } },
    { type: "CommitVersion", prompt },
    { type: "DeployVersion", prompt, version: 1 },
  ];
}
