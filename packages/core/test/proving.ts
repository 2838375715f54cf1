import type { Proof } from "@promptledger/core";
import type { Bench } from "./ledger.ts";

/** Where the tests' ledger has its log. */
export const ORIGIN = "ledger.example.com/acme";

/** Writes two events for each of so many prompts. */
export async function writePrompts({ jane }: Bench, prompts: number, name: string): Promise<void> {
  for (let done = 0; done < prompts; done += 200) {
    const count = Math.min(200, prompts - done);
    await jane.batch(
      Array.from({ length: count }, (_, index) => ({
        type: "CreatePrompt" as const,
        id: `${name}-${done + index}`,
        name: `${name} ${done + index}`,
      })),
    );
  }
}

/** What a verifier of this log knows. */
export function trustOf({ origin, publicKey }: Proof): {
  readonly origin: string;
  readonly publicKey: string;
} {
  if (publicKey === null) throw new Error("the ledger has a signer");
  return { origin, publicKey };
}

/** The lines of an export. */
export async function linesOf(proof: Proof): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of proof.exportLog()) lines.push(line);
  return lines;
}
