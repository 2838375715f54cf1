import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A script, and the hash that a server which has it knows it by. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

// From src as from dist: the scripts are published as they are.
function script(name: string): Script {
  const text = readFileSync(new URL(`../../src/scripts/${name}.lua`, import.meta.url), "utf8");
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}

type Name = "append" | "load" | "log" | "rows" | "restore" | "putRecords" | "confirm" | "addTenant";

/** All scripts, by job. Each says in its header what it takes and answers. */
export const SCRIPTS: { readonly [name in Name]: Script } = {
  append: script("append"),
  load: script("load"),
  log: script("log"),
  rows: script("rows"),
  restore: script("restore"),
  putRecords: script("put-records"),
  confirm: script("confirm"),
  addTenant: script("add-tenant"),
};
