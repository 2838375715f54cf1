import type { Prompt, TenantLedger, Version } from "@promptledger/core";
import { findPrompt } from "./find-prompt.ts";
import { lastLife } from "./last-life.ts";
import { momentText, withIsoTimes } from "./moment-text.ts";
import type { LedgerOptions } from "./open-ledger.ts";
import { plural } from "./plural.ts";
import { printable, printableText } from "./printable.ts";
import type { Terminal } from "./terminal.ts";
import { answer, colorsOf } from "./terminal.ts";
import { withLedger } from "./with-ledger.ts";

/** Options of `promptledger show`. */
export interface ShowOptions extends LedgerOptions {
  /** The number of a version. Default: what is live, else the current one. */
  readonly version?: number;
  /** Shows how it was at that time. */
  readonly at?: string;
}

/** `promptledger show <prompt>`: a prompt and one version of it, now or at a time. */
export async function showCommand(name: string, options: ShowOptions, terminal: Terminal): Promise<void> {
  const { prompt, foundBy, version } = await withLedger(options, terminal, async (opened) => {
    const found = await findPrompt(opened, name, options, terminal);
    return { ...found, ...(await read(opened.tenantLedger, found.prompt, options)) };
  });
  const document = { prompt: promptDocument(prompt), foundBy, version: version && withIsoTimes(version) };
  answer(terminal, options.json, document, () => showLines(prompt, version, terminal));
}

async function read(
  ledger: TenantLedger,
  found: Prompt,
  options: ShowOptions,
): Promise<{ readonly prompt: Prompt; readonly version: Version | null }> {
  const prompt =
    options.at === undefined ? found : await ledger.prompts.get(found, { at: options.at, deleted: "any" });
  if (options.version === undefined) return { prompt, version: prompt.live?.version ?? prompt.current };
  const readable = options.at === undefined ? await lastLife(ledger, found) : { at: options.at };
  return { prompt, version: await ledger.versions.get(found, options.version, readable) };
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
    ...(prompt.tags.length > 0 ? [row("tags", prompt.tags.map(tagText).join(", "))] : []),
    ...(prompt.deletedAt === null ? [] : [`  ${red(`deleted ${momentText(prompt.deletedAt)}`)}`]),
    row("live", deployments.length > 0 ? deployments.join("; ") : "nothing"),
    row("history", `${plural(prompt.numbers.length, "version")}, promptledger log ${prompt.id}`),
    ...(version === null ? ["", "no version yet"] : ["", ...versionLines(version, terminal)]),
  ];
}

function versionLines(version: Version, terminal: Terminal): readonly string[] {
  const { bold, cyan } = colorsOf(terminal.out, terminal.environment);
  const { messages, ...settings } = version.content;
  const state =
    version.committedAt === null
      ? `draft, last changed ${momentText(version.updatedAt)} by ${version.updatedBy}`
      : `committed ${momentText(version.committedAt)} by ${version.committedBy}`;
  const message = version.message === null ? "" : `: ${version.message}`;
  return [
    `${bold(`version ${version.number}`)} ${printable(`${state}${message}`)}`,
    ...Object.entries(settings).map(([field, value]) => `  ${field}: ${printable(JSON.stringify(value))}`),
    ...(messages ?? []).flatMap(({ role, content }) => [
      "",
      cyan(`[${printable(role)}]`),
      contentText(content),
    ]),
  ];
}

function contentText(content: unknown): string {
  return printableText(typeof content === "string" ? content : JSON.stringify(content ?? null, null, 2));
}

function tagText({ key, value }: { readonly key: string; readonly value: string | null }): string {
  return value === null ? key : `${key}:${value}`;
}
