import { blocksOf } from "./anthropic-blocks.ts";
import type { AnthropicBlock, AnthropicMessage, AnthropicText } from "./anthropic-request.ts";
import type { LeftOut } from "./left-out.ts";
import type { Turn } from "./turn.ts";
import { calledTools, isResult, wholeText } from "./turn.ts";

/** The messages for Anthropic's API, and the system prompt, which is outside of them. */
export interface AnthropicTurns {
  readonly system: string | AnthropicText[] | undefined;
  readonly messages: AnthropicMessage[];
}

/**
 * Takes the system messages before all others as the system prompt. Those that follow are messages of their own where the API has them. Results of calls
 * that follow each other are one message, as the API wants.
 */
export function anthropicMessages(
  turns: readonly Turn[],
  hasSystemMessages: boolean,
  notes: LeftOut,
): AnthropicTurns {
  noteNames(turns, notes);
  const first = turns.findIndex(({ role }) => !isSystem(role));
  const leading = first === -1 ? turns : turns.slice(0, first);
  const messages: AnthropicMessage[] = [];
  let results: AnthropicBlock[] | null = null;
  for (const turn of turns.slice(leading.length)) {
    const message = messageOf(turn, hasSystemMessages, notes);
    if (message === null) continue;
    const hasResultsOnly = turn.role === "tool" && Array.isArray(message.content);
    if (hasResultsOnly && results !== null) results.push(...(message.content as AnthropicBlock[]));
    else messages.push(message);
    if (!hasResultsOnly) results = null;
    else results ??= message.content as AnthropicBlock[];
  }
  return { system: systemOf(leading, notes), messages };
}

function isSystem(role: Turn["role"]): boolean {
  return role === "system" || role === "developer";
}

function systemOf(turns: readonly Turn[], notes: LeftOut): string | AnthropicText[] | undefined {
  const [only, ...others] = turns;
  if (only === undefined) return undefined;
  const blocks = turns.flatMap((turn) => {
    notes.noteRest(turn.path, turn.rest);
    return turn.parts.flatMap((part) => blocksOf(part, turn.role, notes));
  });
  return (others.length === 0 ? wholeText(only.parts) : null) ?? (blocks as AnthropicText[]);
}

function messageOf(turn: Turn, hasSystemMessages: boolean, notes: LeftOut): AnthropicMessage | null {
  const { role, path, rest } = turn;
  if (isSystem(role) && !hasSystemMessages) {
    notes.note(path, "this version of the API takes system messages only before all others");
    return null;
  }
  notes.noteRest(path, rest);
  if (role === "tool") return resultMessage(turn, notes);
  const content = wholeText(turn.parts) ?? turn.parts.flatMap((part) => blocksOf(part, role, notes));
  if (isSystem(role)) return { role: "system", content: content as string | AnthropicText[] };
  return { role: role === "assistant" ? "assistant" : "user", content: content.length === 0 ? "" : content };
}

function resultMessage({ parts }: Turn, notes: LeftOut): AnthropicMessage | null {
  for (const part of parts) if (!isResult(part)) notes.note(part.path, "a tool message has results only");
  const content = parts.filter(isResult).flatMap((part) => blocksOf(part, "tool", notes));
  return content.length === 0 ? null : { role: "user", content };
}

/** The API knows a result by the id of its call. A name that the call does not say is lost. */
function noteNames(turns: readonly Turn[], notes: LeftOut): void {
  const tools = calledTools(turns);
  for (const { parts } of turns)
    for (const { id, name, nameField, path } of parts.filter(isResult))
      if (name !== null && tools.get(id) !== name) notes.note(`${path}.${nameField}`);
}
