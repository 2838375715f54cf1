import type { LoadedPrompt } from "../read/load.ts";

/**
 * The prompts that this process wrote last, as it left them, so that the next command on one is decided without a load. That nobody else
 * has written since is checked by the append itself: its stream must still end with the event that this process wrote.
 */
export interface RecentPrompts {
  find(tenant: string, id: string): LoadedPrompt | undefined;
  /** Takes in what an append has written, all of its times known. */
  remember(tenant: string, id: string, written: LoadedPrompt): void;
  forget(tenant: string, id: string): void;
}

/** A prompt with more versions than these keeps its current one only; the others are loaded when they are needed. */
const VERSIONS = 4;

/** Keeps so many prompts, those written last. */
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
