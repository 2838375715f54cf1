import type { LedgerCommand, SaveVersion } from "@promptledger/core";
import { templateWarnings } from "../../api/template-warnings.ts";
import type { Call } from "../wire/call.ts";
import { writeOptions } from "../wire/call.ts";

/**
 * Saves to a version of the prompt with a name, in one append; creates the prompt if it is missing. With `deployOnSave` the version is live
 * afterwards. The commands are the same in every state of the prompt, so that a request sent again is recognised by its key. `index` tells the
 * writes of one request apart. Answers the header that warns of a template which cannot be rendered.
 */
export async function saveVersion(
  call: Call,
  prompt: string,
  save: Omit<SaveVersion, "type">,
  index?: number,
): Promise<{ readonly "ledger-warning"?: string }> {
  const { deployOnSave: environment } = call.settings;
  const commands: LedgerCommand[] = [
    { type: "CreatePrompt", name: prompt, slug: prompt, ifAbsent: true },
    { type: "SaveVersion", prompt, ...save },
  ];
  if (environment !== null) {
    // Both `next` and `current` are the highest number once they are saved.
    const version = typeof save.number === "number" ? save.number : "latest";
    commands.push({ type: "DeployVersion", prompt, version, environment });
  }
  const { answers } = await call.ledger.batch(commands, writeOptions(call, index));
  return templateWarnings(call.ledger, answers[1]);
}
