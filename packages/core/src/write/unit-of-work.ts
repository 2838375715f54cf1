import { accessDecider } from "../access/decider.ts";
import type { AccessEvent } from "../access/events.ts";
import type { AccessState } from "../access/state.ts";
import { ACCESS_STREAM } from "../access/state.ts";
import { slugDocument } from "../catalog/documents-of.ts";
import { integrationDecider } from "../integration/decider.ts";
import type { IntegrationEvent } from "../integration/events.ts";
import type { IntegrationsState } from "../integration/state.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import type { SlugEvent, SlugState } from "../prompt/slug-claim.ts";
import { slugDecider } from "../prompt/slug-claim.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { promptStreamName, slugStreamName } from "../prompt/stream.ts";
import type { LoadedPrompt, Workspace } from "../read/load.ts";
import { NO_PROMPT } from "../read/load.ts";
import type { TenantStream } from "../read/tenant-streams.ts";
import type { StreamAppend } from "../store/append.ts";
import type { AppendContext, Pending, PendingPrompt } from "./pending.ts";
import { pendingPrompt, pendingStream } from "./pending.ts";
import type { WriteRequest } from "./request.ts";
import type { WriteSession } from "./session.ts";

/** A prompt after an append that changed it. */
export interface WrittenPrompt {
  readonly id: string;
  readonly loaded: LoadedPrompt;
  /** The id of its last event. */
  readonly lastEvent: string;
}

/** The streams of one append, as they will be after it. */
export interface UnitOfWork {
  readonly access: Pending<AccessState, AccessEvent>;
  readonly integrations: Pending<IntegrationsState, IntegrationEvent>;
  /** The current state of a prompt, without adding it to the append. */
  peek(id: string): PromptStream;
  /** Adds a prompt to the append. Its stream is checked even if it gets no events. */
  prompt(id: string): PendingPrompt;
  /** Adds a slug to the append, like a prompt. Null if it was not loaded. */
  slug(slug: string): Pending<SlugState, SlugEvent> | null;
  /** Whether there are any events. */
  changed(): boolean;
  /** The appends to each stream, including checks of the tenant's streams that the write depends on. */
  parts(tenantStreams: readonly TenantStream[]): readonly StreamAppend[];
  /** The changed prompts, as they are after the append. */
  written(): readonly WrittenPrompt[];
}

/** Everything that deciding on the commands of a write needs. */
export interface Deciding {
  readonly session: WriteSession;
  readonly request: WriteRequest;
  readonly workspace: Workspace;
  readonly work: UnitOfWork;
  /** The ids of the prompts that this write has created, by slug. */
  readonly created: Map<string, string>;
}

/** Starts a unit of work from what was loaded. */
export function unitOfWork(context: AppendContext, workspace: Workspace): UnitOfWork {
  const { tenant, tenantVersions: versions } = workspace;
  const prompts = new Map<string, PendingPrompt>();
  const slugs = new Map<string, Pending<SlugState, SlugEvent>>();
  const access = pendingStream(context, accessDecider, versions.access, tenant.access);
  const integrations = pendingStream(context, integrationDecider, versions.integrations, tenant.integrations);
  return {
    access,
    integrations,
    peek: (id) => prompts.get(id)?.state() ?? (workspace.prompts.get(id) ?? NO_PROMPT).stream,
    prompt(id) {
      const pending = prompts.get(id) ?? pendingPrompt(context, workspace.prompts.get(id) ?? NO_PROMPT);
      prompts.set(id, pending);
      return pending;
    },
    slug(slug) {
      const loaded = workspace.slugs.get(slug);
      if (loaded === undefined) return null;
      const pending = slugs.get(slug) ?? pendingStream(context, slugDecider, loaded.base, loaded.state);
      slugs.set(slug, pending);
      return pending;
    },
    changed: () =>
      [access, integrations, ...prompts.values(), ...slugs.values()].some(({ events }) => events.length > 0),
    parts(tenantStreams) {
      const parts: StreamAppend[] = [];
      for (const [id, prompt] of prompts) {
        const { lastEvent } = prompt.loaded;
        const checked = lastEvent === undefined ? null : { lastEvent };
        const changed = prompt.events.length === 0 ? null : prompt.documents();
        parts.push(Object.assign(partOf(promptStreamName(id), prompt), checked, changed));
      }
      for (const [slug, pending] of slugs) {
        const { base, events } = pending;
        const documents = [slugDocument(pending.state(), base + events.length)];
        const part = partOf(slugStreamName(slug), pending);
        parts.push(events.length === 0 ? part : { ...part, documents });
      }
      const named = { [ACCESS_STREAM]: access, [INTEGRATIONS_STREAM]: integrations };
      for (const stream of tenantStreams) parts.push(partOf(stream, named[stream]));
      return parts;
    },
    written: () =>
      [...prompts].flatMap(
        ([
          id,
          {
            base,
            events,
            state,
            loaded: { complete },
          },
        ]) => {
          const lastEvent = events.at(-1)?.id;
          if (lastEvent === undefined) return [];
          return [{ id, loaded: { base: base + events.length, stream: state(), complete }, lastEvent }];
        },
      ),
  };
}

/** The append to a stream: it must have as many events as when it was loaded, and gets these events. */
function partOf(
  stream: string,
  { base, events }: Pick<Pending<unknown, never>, "base" | "events">,
): StreamAppend {
  return { stream, expected: base === 0 ? "none" : base, events };
}
