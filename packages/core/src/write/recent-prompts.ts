import type { LoadedPrompt } from "../read/load.ts";

/**
 * A cache of the prompts that this process wrote most recently. The next command on one of them is decided without a load. The append checks
 * that nobody else has written since: the stream must still end with the event that this process wrote.
 */
export interface RecentPrompts {
  find(tenant: string, id: string): LoadedPrompt | undefined;
  /** Stores what an append has written, with all times filled in. */
  remember(tenant: string, id: string, written: LoadedPrompt): void;
  forget(tenant: string, id: string): void;
}

/** For a prompt with more versions than this, only the current one is kept. The others are loaded when they are needed. */
const VERSIONS = 4;

/** Creates a cache with this many prompts, those written last. */
export function recentPrompts(maximum: number): RecentPrompts {
  const prompts = new Map<string, LoadedPrompt>();
  const keyOf = (tenant: string, id: string): string => `${tenant}/${id}`;
  return {
    find: (tenant, id) => prompts.get(keyOf(tenant, id)),
    remember(tenant, id, written) {
      if (maximum === 0) return;
      const key = keyOf(tenant, id);
      prompts.delete(key);
      prompts.set(key, trimmed(written));
      if (prompts.size <= maximum) return;
      const [oldest] = prompts.keys();
      if (oldest !== undefined) prompts.delete(oldest);
    },
    forget: (tenant, id) => void prompts.delete(keyOf(tenant, id)),
  };
}

function trimmed(loaded: LoadedPrompt): LoadedPrompt {
  const { stream } = loaded;
  if (Object.keys(stream.versions).length <= VERSIONS) return loaded;
  const current = stream.prompt.numbers.at(-1) ?? 0;
  const version = stream.versions[current];
  const versions = version === undefined ? {} : { [current]: version };
  return { ...loaded, complete: false, stream: { ...stream, versions } };
}
