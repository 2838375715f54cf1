import { brokenAppends } from "./broken-append.ts";
import { brokenCatalogs } from "./broken-catalogs.ts";
import { brokenCommands } from "./broken-commands.ts";
import { brokenDocuments } from "./broken-documents.ts";
import { brokenExpectations } from "./broken-expectations.ts";
import { brokenFollowers } from "./broken-followers.ts";
import { brokenLifeCycles } from "./broken-life-cycles.ts";
import { brokenLimits } from "./broken-limits.ts";
import { brokenLogs } from "./broken-log.ts";
import { brokenRecords } from "./broken-records.ts";
import { brokenRestores } from "./broken-restores.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenTenants } from "./broken-tenants.ts";

/** Stores that write wrongly, at their beginning, end or limits too. */
export const brokenWriters: readonly BrokenStore[] = [
  ...brokenAppends,
  ...brokenExpectations,
  ...brokenCommands,
  ...brokenLimits,
  ...brokenRestores,
  ...brokenLifeCycles,
];

/** Stores that find, order or show wrongly. */
export const brokenReaders: readonly BrokenStore[] = [
  ...brokenLogs,
  ...brokenDocuments,
  ...brokenCatalogs,
  ...brokenFollowers,
  ...brokenTenants,
  ...brokenRecords,
];

/** Every store that is broken on purpose. */
export const brokenStores: readonly BrokenStore[] = [...brokenWriters, ...brokenReaders];
