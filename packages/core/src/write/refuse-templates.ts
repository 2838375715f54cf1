import type { Rejected } from "../decider.ts";
import { reject } from "../decider.ts";
import type { PromptCommand } from "../prompt/commands.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { faultsText } from "../template/faults.ts";
import type { VersionCommand, VersionInput } from "../version/commands.ts";
import type { ContentField } from "../version/content.ts";
import type { Deciding } from "./unit-of-work.ts";

/** The fields of a content that its templates depend on. */
const TEMPLATE_FIELDS: readonly ContentField[] = [
  "messages",
  "templateSyntax",
  "templatedParts",
  "tools",
  "toolChoice",
  "responseFormat",
  "jsonSchema",
];

/**
 * The refusal of a version that this command gives a template which cannot be rendered; null if there is none, or if the write accepts it.
 * Content that is only copied is not checked again.
 */
export function refuseTemplates(
  { session, request }: Deciding,
  command: PromptCommand | VersionCommand,
  events: readonly PromptStreamEvent[],
  { versions }: PromptStream,
): Rejected | null {
  const written = writtenInput(command);
  if (request.templateFaults === "accept" || written === null) return null;
  const writesText = hasTemplate(written);
  if (!writesText && written.variables === undefined) return null;
  for (const { type, data } of events) {
    if (type !== "VersionCreated" && type !== "VersionEdited") continue;
    const content = versions[data.number]?.content;
    const found = content === undefined ? [] : session.templates.faults(content);
    // Variables alone are not to blame for the texts that are there.
    const faults = writesText ? found : found.filter(({ field }) => field.startsWith("variables."));
    if (faults.length > 0)
      return reject("template-invalid", faultsText(faults), faults[0]?.field, { faults });
  }
  return null;
}

/** The content that a command writes; null if it writes none. The text of a save is that of its messages. */
function writtenInput(command: PromptCommand | VersionCommand): VersionInput | null {
  switch (command.type) {
    case "CreateVersion":
      return command.input;
    case "EditVersion":
      return command.changes;
    case "SaveVersion":
      return command.text === undefined ? command.input : { ...command.input, messages: [] };
    default:
      return null;
  }
}

function hasTemplate(input: VersionInput): boolean {
  return TEMPLATE_FIELDS.some((field) => input[field] !== undefined);
}
