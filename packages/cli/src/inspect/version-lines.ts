import type { Message, Version } from "@promptledger/core";
import { momentText } from "../terminal/moment-text.ts";
import { printable, printableJson, printableText } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { colorsOf } from "../terminal/terminal.ts";

/** A version for people: every field that it has, then its messages, each with all of its fields. */
export function versionLines(version: Version, terminal: Terminal): readonly string[] {
  const { bold, cyan } = colorsOf(terminal.out, terminal.environment);
  const { description, integrations } = version;
  const { messages = [], ...settings } = version.content;
  const state =
    version.committedAt === null
      ? `draft, last changed ${momentText(version.updatedAt)} by ${version.updatedBy}`
      : `committed ${momentText(version.committedAt)} by ${version.committedBy}`;
  const message = version.message === null ? "" : `: ${version.message}`;
  const beside = {
    ...(description === null ? {} : { description }),
    ...(integrations.length === 0 ? {} : { integrations }),
  };
  return [
    `${bold(`version ${version.number}`)} ${printable(`${state}${message}`)}`,
    ...Object.entries({ ...beside, ...settings }).map(
      ([field, value]) => `  ${field}: ${printableJson(value)}`,
    ),
    ...messages.flatMap((one) => messageLines(one, cyan)),
  ];
}

/** A message: its role, its other fields, then its text as it is, or the JSON of a content that is no text. */
function messageLines(
  { role, content, ...fields }: Message,
  color: (text: string) => string,
): readonly string[] {
  return [
    "",
    color(`[${printable(role)}]`),
    ...Object.entries(fields).map(([field, value]) =>
      color(`  ${printable(field)}: ${printableJson(value)}`),
    ),
    ...(content === undefined
      ? []
      : [printableText(typeof content === "string" ? content : JSON.stringify(content, null, 2))]),
  ];
}
