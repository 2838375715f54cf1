import type { Pin } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import type { Resolved } from "./resolved.ts";

/** What is live in one environment. */
export interface LivePointer {
  readonly environment: string;
  readonly pin: Pick<Pin, "number" | "revision" | "contentHash">;
  readonly deployedAt: number;
  /** The version of the prompt's stream at the deployment, which tells one deployment from every other. */
  readonly deployedRevision: number;
  /** Whether the version with that number is still the one that was deployed: Orkes' API may save another one under it. */
  readonly isCurrent: boolean;
  /** Null where the view does not hold the environment. */
  readonly resolved: Resolved | null;
}

/** A prompt in a view. */
export interface LivePrompt {
  readonly id: string;
  readonly slug: string;
  readonly isDeleted: boolean;
  readonly deployments: readonly LivePointer[];
  /** Everything about the prompt, where all its versions are held. */
  readonly stream: PromptStream | null;
  /** The committed versions, by number, where they are held. */
  readonly versions: ReadonlyMap<number, Resolved> | null;
  /** The number of the draft, where the versions are held. */
  readonly draft: number | null;
}

/** What `resolve` looks up. */
export interface LiveLookup {
  readonly byId: Lookup<LivePrompt>;
  /** Prompts that are not deleted. */
  readonly bySlug: Lookup<LivePrompt>;
  /** What is live in the default environment, by slug: the shortest way to what is asked for most. */
  readonly byDefault: Lookup<Resolved>;
  /** Whether something is live in an environment. */
  isLiveIn(environment: string): boolean;
  /** The environments in which something is live, in order. */
  environments(): readonly string[];
}

type Lookup<Value> = Pick<ReadonlyMap<string, Value>, "get">;

/** What a view knows at one position of the log. */
export interface LiveTables extends LiveLookup {
  readonly byId: ReadonlyMap<string, LivePrompt>;
  /** Puts prompts in the place of those with their ids, all at once. Null removes one. */
  replace(prompts: ReadonlyMap<string, LivePrompt | null>): void;
}

/** Creates empty tables. */
export function liveTables(standard: string): LiveTables {
  const byId = new Map<string, LivePrompt>();
  const bySlug = new Map<string, LivePrompt>();
  const byDefault = new Map<string, Resolved>();
  const counts = new Map<string, number>();
  const count = (prompt: LivePrompt, by: 1 | -1): void => {
    for (const { environment } of prompt.deployments) {
      const left = (counts.get(environment) ?? 0) + by;
      if (left === 0) counts.delete(environment);
      else counts.set(environment, left);
    }
  };
  return {
    byId,
    bySlug,
    byDefault,
    isLiveIn: (environment) => counts.has(environment),
    environments: () => [...counts.keys()].sort(),
    replace(prompts) {
      // First all that go, then all that come: two prompts may have exchanged their slugs.
      for (const id of prompts.keys()) {
        const before = byId.get(id);
        if (before === undefined) continue;
        count(before, -1);
        byId.delete(id);
        if (bySlug.get(before.slug) !== before) continue;
        bySlug.delete(before.slug);
        byDefault.delete(before.slug);
      }
      for (const [id, prompt] of prompts) {
        if (prompt === null) continue;
        count(prompt, 1);
        byId.set(id, prompt);
        if (prompt.isDeleted) continue;
        bySlug.set(prompt.slug, prompt);
        const live = prompt.deployments.find(({ environment }) => environment === standard)?.resolved;
        if (live) byDefault.set(prompt.slug, live);
        else byDefault.delete(prompt.slug);
      }
    },
  };
}
