import type { BlamableVersion, BlamedLine } from "../history/blame.ts";
import { blameLines } from "../history/blame.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { listVersions } from "./list-versions.ts";
import type { ReadOptions } from "./options.ts";
import type { ReadSession } from "./session.ts";
import type { Version } from "./views.ts";

const PAGE = 200;

/** Which version brought each line of a version's messages: reads the committed versions before it. */
export async function blameVersion(
  session: ReadSession,
  prompt: PromptRef,
  version: Version,
  options: ReadOptions | undefined,
): Promise<readonly BlamedLine[]> {
  const earlier: Version[] = [];
  let below = version.number;
  for (;;) {
    const page = { number: 1, size: PAGE };
    const { items } = await listVersions(session, prompt, { ...options, committed: true, below, page });
    earlier.push(...items);
    const last = items.at(-1);
    if (last === undefined || items.length < PAGE) break;
    below = last.number;
  }
  return blameLines([version, ...earlier].map((one) => blamable(one)).reverse());
}

function blamable({
  number,
  content,
  committedAt,
  committedBy,
  updatedAt,
  updatedBy,
}: Version): BlamableVersion {
  return { number, content, at: committedAt ?? updatedAt, by: committedBy ?? updatedBy };
}
