import type { Signal } from "../ports/clock.ts";
import { methodsUntil } from "../store/store-until.ts";
import type { ApiKeys } from "./api-keys.ts";

const EFFECTS = {
  find: "reads",
  get: "reads",
  list: "reads",
  add: "writes",
  remove: "writes",
  setEnabled: "writes",
} as const;

/** The keys for one call, which ends when the signal aborts. */
export function keysUntil(keys: ApiKeys, signal: Signal | undefined): ApiKeys {
  return methodsUntil(keys, EFFECTS, signal);
}
