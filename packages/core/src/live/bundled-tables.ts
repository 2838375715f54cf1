import type { PromptId } from "../prompt/prompt-ref.ts";
import type { BundledPrompt } from "./bundle.ts";
import type { LiveLookup, LivePrompt } from "./live-tables.ts";
import type { OpenBundle } from "./open-bundle.ts";
import type { Resolved, ResolvedFacts } from "./resolved.ts";

/** What a bundle holds. A prompt is read when it is asked for first, so that a process with a large bundle starts at once. */
export function bundledTables(
  { head: { environment, ids, liveIn, slugs }, prompt }: OpenBundle,
  make: (facts: ResolvedFacts) => Resolved,
): LiveLookup {
  const read = new Map<number, LivePrompt>();
  const promptAt = (place: number | undefined): LivePrompt | undefined => {
    if (place === undefined) return undefined;
    const known = read.get(place);
    if (known !== undefined) return known;
    const made = promptOf(prompt(place), make);
    read.set(place, made);
    return made;
  };
  const byId = placesOf(ids);
  const bySlug = placesOf(slugs);
  const standard = new Map<string, Resolved>();
  const standardOf = (slug: string): Resolved | undefined => {
    const found = promptAt(bySlug.get(slug))?.deployments.find((one) => one.environment === environment);
    if (found?.resolved) standard.set(slug, found.resolved);
    return found?.resolved ?? undefined;
  };
  const live = new Set(liveIn);
  return {
    byId: { get: (id) => promptAt(byId.get(id)) },
    bySlug: { get: (slug) => promptAt(bySlug.get(slug)) },
    byDefault: { get: (slug) => standard.get(slug) ?? standardOf(slug) },
    isLiveIn: (name) => live.has(name),
    environments: () => liveIn,
  };
}

function placesOf(names: readonly (string | null)[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  names.forEach((name, place) => {
    if (name !== null) places.set(name, place);
  });
  return places;
}

function promptOf(
  { id, slug, isDeleted: deleted, deployments, versions, draft = null, contents }: BundledPrompt,
  make: (facts: ResolvedFacts) => Resolved,
): LivePrompt {
  const common = { promptId: id as PromptId, slug };
  const contentAt = (place: number): ResolvedFacts["content"] => contents[place] ?? {};
  return {
    id,
    slug,
    isDeleted: deleted === true,
    deployments: deployments.map(({ environment, deployedAt, content, isCurrent, ...pin }) => ({
      environment,
      deployedAt,
      pin,
      isCurrent,
      deployedRevision: 0,
      resolved:
        content === null
          ? null
          : make({ ...common, ...pin, environment, deployedAt, content: contentAt(content) }),
    })),
    stream: null,
    versions:
      versions === undefined
        ? null
        : new Map(
            versions.map(({ content, ...pin }) => [
              pin.number,
              make({ ...common, ...pin, environment: null, deployedAt: null, content: contentAt(content) }),
            ]),
          ),
    draft,
  };
}
