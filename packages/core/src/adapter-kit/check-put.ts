import type { RecordPut } from "../store/record-store.ts";
import { checkKey, checkScope, checkText, refuse } from "./limits.ts";

/** Refuses records that cannot be stored, or of which two are the same one, with `invalid-input`. */
export function checkPut(scope: string, records: readonly RecordPut[]): void {
  checkScope(scope);
  const names = new Set<string>();
  for (const { kind, key, value } of records) {
    checkKey(kind, "kind");
    checkKey(key, "key");
    checkText(value, "value");
    const name = JSON.stringify([kind, key]);
    if (names.has(name)) refuse("key", `names the ${kind} ${key} twice`);
    names.add(name);
  }
}
