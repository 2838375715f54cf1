import type { PromptStream } from "../prompt/stream.ts";
import type { VersionEvents } from "../version/events.ts";
import type { EventDescription } from "./event-description.ts";
import { listed, quoted, valuesOf } from "./event-description.ts";

type Described = {
  readonly [Type in keyof VersionEvents]: (
    data: VersionEvents[Type],
    before: PromptStream | null,
  ) => EventDescription;
};

/** What the events on a version say. */
export const VERSION_EVENTS: Described = {
  VersionCreated: ({ number }) => ({
    phrase: `created version ${number}`,
    from: null,
    to: { version: number, status: "draft" },
  }),
  VersionEdited: ({ number, changes, ...notes }, before) => {
    const fields = Object.keys({ ...changes, ...notes });
    const version = before?.versions[number];
    const was = version && {
      ...version.content,
      description: version.description,
      integrations: version.integrations,
    };
    return {
      phrase: `edited version ${number}: ${listed(fields)}`,
      from: was === undefined ? null : { version: number, ...valuesOf(fields, was) },
      to: { version: number, ...valuesOf(fields, { ...changes, ...notes }) },
    };
  },
  VersionCommitted: ({ number, contentHash, message }) => ({
    phrase: `committed version ${number}${message ? ` with the message ${quoted(message)}` : ""}`,
    from: { version: number, status: "draft" },
    to: { version: number, status: "committed", contentHash, message },
  }),
  VersionReopened: ({ number }, before) => {
    const hash = before?.versions[number]?.contentHash;
    return {
      phrase: `reopened version ${number} to overwrite it`,
      from: { version: number, status: "committed", ...(hash ? { contentHash: hash } : {}) },
      to: { version: number, status: "draft" },
    };
  },
  VersionDeleted: ({ number }, before) => {
    const status = before?.versions[number]?.status;
    return {
      phrase: `deleted version ${number}`,
      from: { version: number, ...(status === undefined ? {} : { status }) },
      to: null,
    };
  },
};
