import { CONTENT_FIELDS, portableHasher } from "@promptledger/core";
import { tagId } from "@promptledger/core/adapter";
import type { ModelContent, ModelDeployment, ModelPrompt, ModelTag, ModelVersion } from "./model-state.ts";
import { draftOf, numberOf, numbersOf } from "./model-state.ts";

/** What the facade should return, without the receipt. */
export type View = { readonly [field: string]: unknown };

const hashes = new WeakMap<ModelContent, string>();
const tagIds = new WeakMap<ModelTag, string>();

/** A version as the facade should return it. */
export function viewOfVersion(prompt: ModelPrompt, version: ModelVersion): View {
  const { committed, ...rest } = version;
  const liveIn = [...prompt.live].filter(([, one]) => one.version.number === version.number);
  return {
    ...rest,
    promptId: prompt.id,
    status: committed ? "committed" : "draft",
    contentHash: committed ? hashOf(version.content) : null,
    liveIn: liveIn.map(([name]) => name),
    promptRevision: prompt.revision,
  };
}

/** A deployment as the facade should return it. */
export function viewOfDeployment(prompt: ModelPrompt, environment: string, live: ModelDeployment): View {
  return {
    ...pinOf(live),
    promptId: prompt.id,
    environment,
    version: viewOfVersion(prompt, live.version),
    promptRevision: prompt.revision,
  };
}

/** A prompt as the facade should return it to a session in this environment. */
export function viewOfPrompt(prompt: ModelPrompt, environment: string): View {
  const current = prompt.versions.get(numberOf(prompt, "current"));
  const live = prompt.live.get(environment);
  return {
    ...viewOfDetails(prompt),
    current: current === undefined ? null : viewOfVersion(prompt, current),
    live: live === undefined ? null : viewOfDeployment(prompt, environment, live),
  };
}

/** A prompt without its versions, as the facade should return it. */
export function viewOfDetails(prompt: ModelPrompt): View {
  const numbers = numbersOf(prompt);
  const current = prompt.versions.get(numberOf(prompt, "current"));
  const draft = draftOf(prompt);
  return {
    id: prompt.id,
    slug: prompt.slug,
    name: prompt.name,
    description: prompt.description,
    starred: prompt.starred,
    tags: prompt.tags.map((tag) => ({ id: idOfTag(tag), ...tag })),
    deleted: !prompt.alive,
    numbers,
    commitCount: numbers.length - (draft === null ? 0 : 1),
    draft,
    deployments: Object.fromEntries([...prompt.live].map(([name, one]) => [name, pinOf(one)])),
    grants: prompt.grants,
    createdAt: prompt.createdAt,
    createdBy: prompt.createdBy,
    updatedAt: Math.max(prompt.updatedAt, current?.updatedAt ?? 0),
    updatedBy: prompt.updatedBy,
    deletedAt: prompt.deletedAt,
    revision: prompt.revision,
  };
}

function idOfTag(tag: ModelTag): string {
  const id = tagIds.get(tag) ?? tagId(tag.key, tag.value, portableHasher);
  tagIds.set(tag, id);
  return id;
}

/** The hash of a content, computed as the definition says. */
function hashOf(content: ModelContent): string {
  const known = hashes.get(content);
  if (known !== undefined) return known;
  const fields = CONTENT_FIELDS.flatMap(([field, name]) =>
    content[field] === undefined ? [] : [[name, content[field]] as const],
  );
  const hash = portableHasher.sha256(JSON.stringify(Object.fromEntries(fields)));
  hashes.set(content, hash);
  return hash;
}

function pinOf({ version, deployedAt, deployedBy }: ModelDeployment): View {
  const { number, id: versionId, revision, content } = version;
  return { number, versionId, revision, contentHash: hashOf(content), deployedAt, deployedBy };
}

/** What is left of a view for an actor that may not READ the prompt: which document it is. A view that is withheld already stays. */
export function withheldView(view: View): View {
  if ("withheld" in view) return view;
  const version = view["version"] as View | undefined;
  if (version !== undefined) return { ...withheldView(version), environment: view["environment"] };
  const { id, promptId, number } = view;
  return number === undefined ? { withheld: true, id } : { withheld: true, promptId, id, number };
}

/** Two answers to one command, as far as both are shown: READ may have been granted or revoked between them. */
export function comparableAnswers(
  one: readonly View[],
  other: readonly View[],
): readonly [readonly View[], readonly View[]] {
  const isHidden = (index: number): boolean =>
    [one[index], other[index]].some((view) => view !== undefined && "withheld" in view);
  const shown = (views: readonly View[]): readonly View[] =>
    views.map((view, index) => (isHidden(index) ? withheldView(view) : view));
  return [shown(one), shown(other)];
}
