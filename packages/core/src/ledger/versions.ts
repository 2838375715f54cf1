import { z } from "zod";
import { pageSchema } from "../catalog/query-schema.ts";
import { diffVersions } from "../history/diff.ts";
import { LedgerError } from "../errors.ts";
import { parse } from "../validation/parse.ts";
import { authorizePrompt } from "../authorization/authorize.ts";
import type { Engine, Session } from "../read/engine.ts";
import { latestVersions } from "../read/latest-versions.ts";
import { readAllowed, readVersion, requireAlive } from "../read/read-prompt.ts";
import type { Versions } from "./tenant-ledger.ts";
import { versionView } from "../read/views.ts";
import type { Writer } from "./writer.ts";

const listSchema = z.strictObject({ page: pageSchema.optional(), committed: z.boolean().optional() });
const versionSchema = z.object({ version: z.union([z.int().min(1), z.enum(["current", "latest"])]) });

/** The calls on versions. */
export function versionsOf(engine: Engine, session: Session, write: Writer): Versions {
  const read: Versions["get"] = async (prompt, ref, { at } = {}) => {
    const { version: checked } = parse(versionSchema, { version: ref });
    const { stream, version } = await readVersion(engine, session, prompt, checked, at);
    return versionView(version, stream.prompt);
  };
  return {
    create: (prompt, input, options) => write({ type: "CreateVersion", prompt, input }, options),
    get: read,
    list: (prompt, options) => list(engine, session, prompt, options),
    latest: (options) => latestVersions(engine, session, options),
    edit: (prompt, number, changes, options) =>
      write({ type: "EditVersion", prompt, number, changes }, options),
    commit: (prompt, input = {}, options) => write({ ...input, type: "CommitVersion", prompt }, options),
    save: (prompt, save, options) => write({ ...save, type: "SaveVersion", prompt }, options),
    delete: (prompt, number, options) => write({ type: "DeleteVersion", prompt, number }, options),
    async diff(prompt, from, to, options) {
      return diffVersions(await read(prompt, from, options), await read(prompt, to, options));
    },
  };
}

const list = async (
  engine: Engine,
  session: Session,
  prompt: Parameters<Versions["list"]>[0],
  { at, ...options }: NonNullable<Parameters<Versions["list"]>[1]> = {},
): ReturnType<Versions["list"]> => {
  const { page = { number: 1, size: 200 }, committed } = parse(listSchema, options);
  const { stream, access } = await readAllowed(engine, session, prompt, { permission: "READ", at });
  requireAlive(stream);
  if (at !== undefined) {
    const found = Object.values(stream.versions)
      .filter((version) => committed === undefined || (version.status === "committed") === committed)
      .reverse();
    const start = (page.number - 1) * page.size;
    const items = found.slice(start, start + page.size).map((version) => versionView(version, stream.prompt));
    return {
      total: found.length,
      items,
      position: (await engine.store.load(session.tenant, {})).head.position,
    };
  }
  const query = { promptId: stream.prompt.id, page, ...(committed === undefined ? {} : { committed }) };
  const found = await engine.store.catalog.findVersions(session.tenant, query);
  const state = found.prompt?.state;
  if (state === undefined)
    throw new LedgerError("prompt-not-found", `there is no prompt with the id ${stream.prompt.id}`);
  authorizePrompt(engine, session, access, "READ", state);
  return {
    total: found.total,
    items: found.rows.map((row) => versionView(row.state, state)),
    position: found.head.position,
  };
};
