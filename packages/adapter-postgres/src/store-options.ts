import type { OptionRule } from "@promptledger/core/adapter";
import {
  booleanRule,
  clockRule,
  daysRule,
  maximumWaitingRule,
  millisecondsRule,
  withMethods,
} from "@promptledger/core/adapter";

type StoreOption =
  | "schema"
  | "clock"
  | "keepCommandsForDays"
  | "allowVolatile"
  | "maximumWaiting"
  | "lockTimeout"
  | "timeout"
  | "searchTimeout"
  | "rowLevelSecurity";

const OPTIONS: { readonly [Option in StoreOption]: OptionRule } = {
  schema: { isValid: (value) => typeof value === "string", wanted: "a string" },
  clock: clockRule,
  keepCommandsForDays: daysRule,
  allowVolatile: booleanRule,
  maximumWaiting: maximumWaitingRule,
  lockTimeout: millisecondsRule,
  timeout: millisecondsRule,
  searchTimeout: millisecondsRule,
  rowLevelSecurity: booleanRule,
};

/** What each option of `postgresEventStore` with a pool may be. */
export const POOL_OPTIONS: { readonly [Option in StoreOption | "pool"]: OptionRule } = {
  pool: { ...withMethods("a pool of pg, such as new Pool()", "connect", "end", "on"), required: true },
  ...OPTIONS,
};

/** What each option of `postgresEventStore` with PGlite may be. */
export const PGLITE_OPTIONS: { readonly [Option in StoreOption | "pglite"]: OptionRule } = {
  pglite: { ...withMethods("PGlite, such as new PGlite()", "query", "exec", "listen"), required: true },
  ...OPTIONS,
};
