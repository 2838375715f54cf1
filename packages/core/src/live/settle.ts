import type { PromptId } from "../prompt/prompt-ref.ts";
import type { PromptStream } from "../prompt/stream.ts";
import type { Templates } from "../template/templates.ts";
import { own } from "../validation/own.ts";
import type { Content } from "../version/content.ts";
import type { DraftPrompt } from "./draft-prompt.ts";
import type { Gathered } from "./gather.ts";
import { isShown } from "./gather.ts";
import type { LivePointer, LivePrompt, LiveTables } from "./live-tables.ts";
import { contentKey } from "./load-contents.ts";
import type { Resolved } from "./resolved.ts";
import { resolvedVersion } from "./resolved.ts";
import type { Selection } from "./selection.ts";
import type { Standing } from "./standing.ts";

/** What answers are made with. */
export interface SettleContext {
  readonly selection: Selection;
  readonly templates: Templates;
  readonly standing: Standing;
}

/** Takes what was gathered into prompts for the tables. Null removes a prompt that the view no longer holds. */
export function settle(
  { byId }: LiveTables,
  { drafts, contents, streams }: Gathered,
  context: SettleContext,
): ReadonlyMap<string, LivePrompt | null> {
  const prompts = new Map<string, LivePrompt | null>();
  for (const [id, draft] of drafts) {
    const before = byId.get(id);
    if (
      draft.slug !== null &&
      draft.isDeleted &&
      (before !== undefined || context.selection.prompts === null)
    )
      prompts.set(id, { id, slug: draft.slug, isDeleted: true, deployments: [], ...NO_VERSIONS });
    else if (isShown(draft, context.selection))
      prompts.set(id, shown(draft, before, { contents, stream: streams.get(id) ?? draft.stream }, context));
    else if (before !== undefined) prompts.set(id, null);
  }
  return prompts;
}

const NO_VERSIONS = { stream: null, versions: null, draft: null } as const;

interface Loaded {
  readonly contents: Gathered["contents"];
  readonly stream: PromptStream | null;
}

function shown(
  draft: DraftPrompt,
  before: LivePrompt | undefined,
  { contents, stream }: Loaded,
  { selection, templates, standing }: SettleContext,
): LivePrompt {
  const { id } = draft;
  const slug = draft.slug ?? "";
  const isSame = before?.slug === slug;
  const pointers = stream === null ? [...draft.deployments.values()] : pointersOf(stream);
  const make = (
    facts: Pick<Resolved, "environment" | "number" | "revision" | "contentHash" | "deployedAt" | "content">,
  ) => resolvedVersion({ ...facts, promptId: id as PromptId, slug }, templates, standing);
  const deployments = pointers.map((pointer): LivePointer => {
    const { environment, deployedAt, deployedRevision, pin } = pointer;
    if (selection.environments?.has(environment) === false) return pointer;
    const held = before?.deployments.find(
      (one) => one.environment === environment && one.deployedRevision === deployedRevision,
    );
    const loaded =
      (stream === null ? undefined : own(stream.pinned, environment)?.content) ??
      contents.get(contentKey({ promptId: id, environment, deployedRevision }));
    const keeps = !draft.isRedacted || isSameContent(held?.resolved?.content, loaded);
    if (isSame && keeps && held?.resolved) return { ...held, isCurrent: pointer.isCurrent };
    const content: Content | undefined = (keeps ? held?.resolved?.content : undefined) ?? loaded;
    if (content === undefined) throw new Error(`the content of ${id} in ${environment} was not loaded`);
    return { ...pointer, resolved: make({ environment, ...pin, deployedAt, content }) };
  });
  const keeps = selection.versions.has({ id, slug });
  const versions =
    keeps && stream !== null
      ? versionsOf(stream, isSame && !draft.isRedacted ? before.versions : null, make)
      : null;
  const held = versions === null ? NO_VERSIONS : { stream, versions, draft: stream?.prompt.draft ?? null };
  return { id, slug, isDeleted: false, deployments, ...held };
}

function isSameContent(held: Content | undefined, loaded: Content | undefined): boolean {
  return JSON.stringify(held) === JSON.stringify(loaded);
}

function pointersOf({ prompt, versions }: PromptStream): readonly LivePointer[] {
  return Object.entries(prompt.deployments).map(([environment, pointer]) => {
    const { number, revision, contentHash, deployedAt, deployedRevision } = pointer;
    return {
      environment,
      pin: { number, revision, contentHash },
      deployedAt,
      deployedRevision,
      isCurrent: versions[number]?.revision === revision,
      resolved: null,
    };
  });
}

function versionsOf(
  stream: PromptStream,
  before: LivePrompt["versions"],
  make: (facts: {
    readonly environment: null;
    readonly number: number;
    readonly revision: number;
    readonly contentHash: string;
    readonly deployedAt: null;
    readonly content: Content;
  }) => Resolved,
): ReadonlyMap<number, Resolved> {
  const versions = new Map<number, Resolved>();
  for (const { number, revision, contentHash, content } of Object.values(stream.versions)) {
    if (contentHash === null) continue;
    const held = before?.get(number);
    const facts = { environment: null, number, revision, contentHash, deployedAt: null, content };
    versions.set(number, held?.revision === revision ? held : make(facts));
  }
  return versions;
}
