import * as z from "zod";
import type { VersionDiff } from "../history/diff.ts";
import { diffVersions } from "../history/diff.ts";
import type { At } from "../history/moment.ts";
import { notDeployed } from "../live/resolved.ts";
import { environmentSchema } from "../prompt/commands.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import type { ReadOptions } from "../read/options.ts";
import { readSchema } from "../read/options.ts";
import { readLiving, readPrompt, readVersion } from "../read/read-prompt.ts";
import type { ReadSession } from "../read/session.ts";
import { sessionUntil } from "../read/session-until.ts";
import { liveOf } from "../read/views.ts";
import { parse, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { VersionRef } from "../version/commands.ts";
import { versionRefSchema } from "../version/commands.ts";
import type { VersionState } from "../version/state.ts";

/** A version of a prompt: by its number, the latest committed one at a time, or what was live. */
export type DiffSide =
  | VersionRef
  | {
      /** The latest version that was committed at this time. */
      readonly at: At;
    }
  | {
      /** The name of an environment: the version that is live there, as it was when it was deployed. */
      readonly live: string;
      /** Live at this time. Default: now, or the `at` of the call. */
      readonly at?: At;
    };

/** What is compared. */
export interface DiffSides {
  /** The one whose values are `before`. */
  readonly from: DiffSide;
  /** The one whose values are `after`. */
  readonly to: DiffSide;
}

const at = z.custom<At>((value) => value !== undefined, { error: "must be a time or a position" });
const side: z.ZodType<DiffSide> = schemaFor(
  z.union(
    [
      versionRefSchema,
      z.strictObject({ at }),
      z.strictObject({ live: environmentSchema, at: at.optional() }),
    ],
    {
      error: "must be a version's number, current, latest, { at }, or { live: environment, at? }",
    },
  ),
);
const sidesSchema: z.ZodType<DiffSides> = schemaFor(z.strictObject({ from: side, to: side }));

/** Compares two versions of a prompt. A slug names the prompt that has it at the moment of the call. */
export async function diffOf(
  given: ReadSession,
  ref: PromptRef,
  compared: DiffSides,
  options: ReadOptions | undefined,
): Promise<VersionDiff> {
  const { at: moment, signal } = parseOptions(readSchema, options);
  const { from, to } = parse(sidesSchema, compared, (path) => (path === "" ? "compared" : path));
  const session = sessionUntil(given, signal);
  // By its id, because the slug may have been another prompt's at another time.
  const { stream } = await readPrompt(session, ref, { permission: "READ", at: moment });
  const prompt = { id: stream.prompt.id };
  return diffVersions(await read(session, prompt, from, moment), await read(session, prompt, to, moment));
}

async function read(
  session: ReadSession,
  prompt: PromptRef,
  wanted: DiffSide,
  moment: At | undefined,
): Promise<VersionState> {
  if (typeof wanted !== "object") return (await readVersion(session, prompt, wanted, moment)).version;
  const when = wanted.at ?? moment;
  if (!("live" in wanted)) return (await readVersion(session, prompt, "latest", when)).version;
  const environments = [wanted.live];
  const { stream } = await readLiving(session, prompt, { permission: "READ", at: when, environments });
  const live = liveOf(stream, wanted.live);
  if (live !== null) return live.pinned;
  const { slug, deployments } = stream.prompt;
  const where = Object.keys(deployments).sort();
  throw notDeployed(`"${slug}"`, wanted.live, { where, isKnown: true, all: null });
}
