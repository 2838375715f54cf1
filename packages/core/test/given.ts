import { expect } from "vitest";
import { PERMISSIONS } from "../src/access/grant.ts";
import type { Decision } from "../src/decider.ts";
import { fold } from "../src/decider.ts";
import type { ErrorCode } from "../src/errors.ts";
import { portableHasher } from "../src/ports/hasher.ts";
import type { PromptCommand } from "../src/prompt/commands.ts";
import type { Pin } from "../src/prompt/state.ts";
import type { PromptStream, PromptStreamEvent } from "../src/prompt/stream.ts";
import { promptStreamDecider } from "../src/prompt/stream-decider.ts";
import { tagId } from "../src/prompt/tag.ts";
import type { JsonObject } from "../src/validation/json.ts";
import type { VersionCommand } from "../src/version/commands.ts";
import type { Content } from "../src/version/content.ts";
import { hashContent } from "../src/version/content.ts";
import type { VersionEvent } from "../src/version/events.ts";
import type { VersionState } from "../src/version/state.ts";
import { initialVersion } from "../src/version/state.ts";

/** Who did what was given; commands come from `jane` unless a test says otherwise. */
const GIVEN_ACTOR = "ann";

/** When the event with this number in its stream happened. */
function timeOf(version: number): number {
  return version * 1000;
}

/** The stream after these events, each one second after the one before it; folded at once or one by one, it is the same. */
export function streamOf(...events: readonly PromptStreamEvent[]): PromptStream {
  const happened = events.map((event, index) => ({
    ...event,
    version: index + 1,
    at: timeOf(index + 1),
    actor: GIVEN_ACTOR,
  }));
  const { initialState } = promptStreamDecider;
  const stream = fold(promptStreamDecider, initialState, happened);
  const oneByOne = happened.reduce((state, event) => fold(promptStreamDecider, state, [event]), initialState);
  expect(JSON.stringify(oneByOne)).toBe(JSON.stringify(stream));
  return stream;
}

/** Begins a test of a decision: what happened before. */
export function given(...events: readonly PromptStreamEvent[]) {
  return {
    /** What is asked now, by whom, what they could grant, and the prompt that a new one is a copy of. */
    when(
      command: PromptCommand | VersionCommand,
      actor = "jane",
      grantable = PERMISSIONS,
      source: PromptStream | null = null,
    ) {
      const minted = [1, 2, 3].values();
      const stream = streamOf(...events);
      const decision: Decision<PromptStreamEvent> = promptStreamDecider.decide(command, stream, {
        actor,
        identity: { id: "prm_1", slug: "greeting" },
        source,
        version: (number) => stream.versions[number] ?? initialVersion,
        versionId: () => `pv_new${minted.next().value}`,
        hashContent: hashOf,
        tagId: (key, value) => tagId(key, value, portableHasher),
        pinned: (pin) => versionAt(events, pin),
        grantable: () => grantable,
        mayRead: () => grantable.includes("READ"),
      });
      return {
        /** What follows; nothing where it is rejected. */
        events: () => (decision.status === "accepted" ? decision.events : []),
        /** Exactly these events follow. */
        leadsTo(...expected: readonly PromptStreamEvent[]): void {
          expect(decision).toStrictEqual({ status: "accepted", events: expected });
        },
        /** The command is fine and changes nothing. */
        changesNothing(): void {
          expect(decision).toStrictEqual({ status: "accepted", events: [] });
        },
        isRejected(code: ErrorCode, message: string, field?: string, details?: object): void {
          const told = field === undefined ? { code, message } : { code, message, field };
          const rejection = details === undefined ? told : { ...told, details };
          expect(decision).toStrictEqual({ status: "rejected", rejection });
        },
      };
    },
  };
}

/** The version that a pin points at, as it stood then. */
export function versionAt(events: readonly PromptStreamEvent[], pin: Pin): VersionState {
  return streamOf(...events.slice(0, pin.revision)).versions[pin.number] ?? initialVersion;
}

export function hashOf(content: Content): string {
  return hashContent(content, portableHasher);
}

/** One user message. */
export function saying(content: string): { readonly messages: readonly (JsonObject & { role: string })[] } {
  return { messages: [{ role: "user", content }] };
}

export const promptCreated: PromptStreamEvent = {
  type: "PromptCreated",
  data: { promptId: "prm_1", slug: "greeting", name: "Greeting", description: null },
};

export const promptDeleted: PromptStreamEvent = { type: "PromptDeleted", data: { slug: "greeting" } };

export function versionCreated(
  number: number,
  content: Content = {},
  rest: Partial<VersionEvent<"VersionCreated">["data"]> = {},
): PromptStreamEvent {
  return {
    type: "VersionCreated",
    data: {
      promptId: "prm_1",
      versionId: `pv_${number}`,
      number,
      content,
      description: null,
      integrations: [],
      ...rest,
    },
  };
}

/** The event of a version that a command creates, with the first id that is generated for it. */
export function newVersion(
  number: number,
  content: Content,
  rest: Partial<VersionEvent<"VersionCreated">["data"]> = {},
): PromptStreamEvent {
  return versionCreated(number, content, { versionId: "pv_new1", ...rest });
}

export function versionEdited(
  number: number,
  changes: VersionEvent<"VersionEdited">["data"]["changes"],
  notes: Partial<VersionEvent<"VersionEdited">["data"]> = {},
): PromptStreamEvent {
  return { type: "VersionEdited", data: { number, changes, ...notes } };
}

export function versionCommitted(
  number: number,
  content: Content = {},
  message: string | null = null,
): PromptStreamEvent {
  return {
    type: "VersionCommitted",
    data: { number, contentHash: hashOf(content), hashVersion: 1, message },
  };
}

export function versionReopened(number: number, mode: "replace" | "patch"): PromptStreamEvent {
  return { type: "VersionReopened", data: { number, mode } };
}

export function versionDeleted(number: number): PromptStreamEvent {
  return { type: "VersionDeleted", data: { number } };
}

/** A pin on a version, of the revision of the stream at which that content stood. */
export function pinOn(number: number, revision: number, content: Content = {}): Pin {
  return { number, versionId: `pv_${number}`, revision, contentHash: hashOf(content) };
}

export function versionDeployed(
  pin: Pin,
  replaces: Pin | null = null,
  environment = "production",
): PromptStreamEvent {
  return { type: "VersionDeployed", data: { environment, ...pin, replaces } };
}

export function versionUndeployed(pin: Pin, environment = "production"): PromptStreamEvent {
  return { type: "VersionUndeployed", data: { environment, ...pin } };
}
