import type { LedgerCommand, SaveVersion, WriteOptions } from "@promptledger/core";
import type { Call } from "./call.ts";

/**
 * Saves to a slot of the prompt of a name, which is made where there is none, in one append; with `deployOnSave` what was saved is live
 * afterwards. The commands are the same whatever there is, so that a request sent again is known by its key.
 */
export async function saveTo(
  { ledger, settings }: Pick<Call, "ledger" | "settings">,
  prompt: string,
  save: Omit<SaveVersion, "type">,
  options: WriteOptions,
): Promise<void> {
  const commands: LedgerCommand[] = [
    { type: "CreatePrompt", name: prompt, slug: prompt, ifAbsent: true },
    { type: "SaveVersion", prompt, ...save },
  ];
  if (settings.deployOnSave !== null) {
    // Both `next` and `current` are the highest number there is once they are saved.
    const version = typeof save.number === "number" ? save.number : "latest";
    commands.push({ type: "DeployVersion", prompt, version, environment: settings.deployOnSave });
  }
  await ledger.batch(commands, options);
}
