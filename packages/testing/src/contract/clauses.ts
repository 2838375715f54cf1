import { appendClauses } from "./append.ts";
import { catalogClauses } from "./catalog.ts";
import type { Clause } from "./clause.ts";
import { commandClauses } from "./command.ts";
import { documentClauses } from "./documents.ts";
import { expectedVersionClauses } from "./expected-version.ts";
import { filterCatalogClauses } from "./filter-catalog.ts";
import { followClauses } from "./follow.ts";
import { followTenantsClauses } from "./follow-tenants.ts";
import { lifeCycleClauses } from "./life-cycle.ts";
import { limitClauses } from "./limits.ts";
import { listTenantsClauses } from "./list-tenants.ts";
import { loadDocumentClauses } from "./load-documents.ts";
import { queryLogClauses } from "./query-log.ts";
import { readLogClauses } from "./read-log.ts";
import { rebuildClauses } from "./rebuild.ts";
import { recordClauses } from "./records.ts";
import { redactionClauses } from "./redactions.ts";
import { referencedVersionClauses } from "./referenced-versions.ts";
import { restoreClauses } from "./restore.ts";
import { roundTripClauses } from "./round-trip.ts";
import { runningFollowerClauses } from "./running-followers.ts";
import { sortCatalogClauses } from "./sort-catalog.ts";
import { tenantClauses } from "./tenants.ts";
import { timeClauses } from "./times.ts";
import { versionCatalogClauses } from "./version-catalog.ts";

const number = (clause: Clause): number => Number(clause.id.slice("XX-".length));

/** A family whose clauses are in several files, in the order of their numbers. */
function family(...parts: readonly (readonly Clause[])[]): readonly Clause[] {
  return parts.flat().sort((left, right) => number(left) - number(right));
}

/** Every promise of the port, in the order of the families. */
export const contractClauses: readonly Clause[] = [
  ...appendClauses,
  ...expectedVersionClauses,
  ...commandClauses,
  ...timeClauses,
  ...redactionClauses,
  ...readLogClauses,
  ...queryLogClauses,
  ...roundTripClauses,
  ...family(documentClauses, loadDocumentClauses, referencedVersionClauses),
  ...family(catalogClauses, sortCatalogClauses, filterCatalogClauses, versionCatalogClauses),
  ...family(followClauses, runningFollowerClauses),
  ...family(restoreClauses, rebuildClauses),
  ...family(tenantClauses, listTenantsClauses, followTenantsClauses),
  ...recordClauses,
  ...lifeCycleClauses,
  ...limitClauses,
];
