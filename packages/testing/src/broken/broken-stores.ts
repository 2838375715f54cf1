import { brokenAppends } from "./broken-append.ts";
import { brokenCatalogs } from "./broken-catalogs.ts";
import { brokenCommands } from "./broken-commands.ts";
import { brokenDocuments } from "./broken-documents.ts";
import { brokenExpectations } from "./broken-expectations.ts";
import { brokenFollowers } from "./broken-followers.ts";
import { brokenLifeCycles } from "./broken-life-cycles.ts";
import { brokenLimits } from "./broken-limits.ts";
import { brokenLogs } from "./broken-log.ts";
import { brokenQueries } from "./broken-queries.ts";
import { brokenRecords } from "./broken-records.ts";
import { brokenRedactions } from "./broken-redactions.ts";
import { brokenRestores } from "./broken-restores.ts";
import { brokenRunningFollowers } from "./broken-running-followers.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenTenantLists } from "./broken-tenant-lists.ts";
import { brokenTenants } from "./broken-tenants.ts";
import { brokenTimes } from "./broken-times.ts";

/** Stores that write wrongly, or go wrong when they open, close or meet a limit. */
export const brokenWriters: readonly BrokenStore[] = [
  ...brokenAppends,
  ...brokenExpectations,
  ...brokenCommands,
  ...brokenTimes,
  ...brokenLimits,
  ...brokenRedactions,
  ...brokenRestores,
  ...brokenLifeCycles,
];

/** Stores that find, order or return data wrongly. */
export const brokenReaders: readonly BrokenStore[] = [
  ...brokenLogs,
  ...brokenQueries,
  ...brokenDocuments,
  ...brokenCatalogs,
  ...brokenFollowers,
  ...brokenRunningFollowers,
  ...brokenTenants,
  ...brokenTenantLists,
  ...brokenRecords,
];

/** Every store that is broken on purpose. */
export const brokenStores: readonly BrokenStore[] = [...brokenWriters, ...brokenReaders];
