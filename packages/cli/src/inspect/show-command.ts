import type { Prompt, ReadOptions, Version } from "@promptledger/core";
import { tagName } from "@promptledger/core";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { beforeDeletion, withPrompt } from "../commands/find-prompt.ts";
import { momentText, withIsoTimes } from "../terminal/moment-text.ts";
import { plural } from "../terminal/plural.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer, colorsOf } from "../terminal/terminal.ts";
import { versionLines } from "./version-lines.ts";

/** Options of `promptledger show`. */
export interface ShowOptions extends LedgerOptions {
  /** The number of a version. Default: the live version, or else the current one. */
  readonly version?: number;
  /** Shows the prompt as it was at that time. */
  readonly at?: string;
}

/** `promptledger show <prompt>`: a prompt and one version of it, now or at a time. */
export async function showCommand(name: string, options: ShowOptions, terminal: Terminal): Promise<void> {
  const { at, version: number, json } = options;
  await withPrompt(
    name,
    options,
    terminal,
    async ({ prompt: found, foundBy }, { prompts, versions, history }) => {
      const prompt = at === undefined ? found : await prompts.get(found, { at, deleted: "any" });
      const moment = async (): Promise<ReadOptions> =>
        at === undefined ? beforeDeletion(history, found) : { at };
      const version =
        number === undefined
          ? (prompt.live?.version ?? prompt.current)
          : await versions.get(found, number, await moment());
      const document = { prompt: promptDocument(prompt), foundBy, version: version && withIsoTimes(version) };
      answer(terminal, json, document, () => showLines(prompt, version, terminal));
    },
  );
}

function promptDocument(prompt: Prompt): object {
  const { current: _current, live, grants: _grants, deployments, ...details } = prompt;
  const pins = Object.entries(deployments).map(([environment, pin]) => [environment, withIsoTimes(pin)]);
  return {
    ...withIsoTimes(details),
    liveNumber: live?.number ?? null,
    deployments: Object.fromEntries(pins),
  };
}

function showLines(prompt: Prompt, version: Version | null, terminal: Terminal): readonly string[] {
  const { bold, dim, red } = colorsOf(terminal.out, terminal.environment);
  const row = (label: string, value: string): string => `  ${dim(label.padEnd(8))}${printable(value)}`;
  const deployments = Object.entries(prompt.deployments).map(
    ([environment, { number, deployedAt, deployedBy }]) =>
      `version ${number} in ${environment} since ${momentText(deployedAt)} by ${deployedBy}`,
  );
  return [
    bold(printable(prompt.name)),
    row("id", prompt.id),
    row("slug", prompt.slug),
    ...(prompt.description ? [row("about", prompt.description)] : []),
    ...(prompt.tags.length > 0 ? [row("tags", prompt.tags.map(tagName).join(", "))] : []),
    ...(prompt.deletedAt === null ? [] : [`  ${red(`deleted ${momentText(prompt.deletedAt)}`)}`]),
    row("live", deployments.length > 0 ? deployments.join("; ") : "nothing"),
    row("history", `${plural(prompt.numbers.length, "version")}, promptledger log ${prompt.id}`),
    "",
    ...(version === null ? ["no version yet"] : versionLines(version, terminal)),
  ];
}
