import type { ActorEntry, Filter, TenantLedger } from "@promptledger/core";
import { meetsComparison } from "@promptledger/core";

/**
 * The filter with conditions on creators' e-mail addresses replaced by their ids. Addresses live in the actor directory alone, so that
 * they can be erased; of the fields in this API only `creator_email` compares `createdBy`.
 */
export async function withCreators(filter: Filter, ledger: TenantLedger): Promise<Filter> {
  return comparesCreators(filter) ? byId(filter, await ledger.actors.list()) : filter;
}

function comparesCreators(filter: Filter): boolean {
  switch (filter.type) {
    case "and":
    case "or":
      return filter.filters.some(comparesCreators);
    case "not":
      return comparesCreators(filter.filter);
    case "compare":
      return filter.field === "createdBy";
    case "granted":
      return false;
  }
}

function byId(filter: Filter, actors: readonly ActorEntry[]): Filter {
  switch (filter.type) {
    case "and":
    case "or":
      return { type: filter.type, filters: filter.filters.map((one) => byId(one, actors)) };
    case "not":
      return { type: "not", filter: byId(filter.filter, actors) };
    case "compare": {
      if (filter.field !== "createdBy") return filter;
      const { operator, value, ignoreCase = false } = filter;
      // Who has no address, or is in no directory, is everybody but those who have one.
      if (value === null)
        return { type: "not", filter: createdBy(actors.filter(({ email }) => email !== null)) };
      return createdBy(actors.filter(({ email }) => meetsComparison(email, operator, value, ignoreCase)));
    }
    case "granted":
      return filter;
  }
}

/** How many parts one list of a filter may have. */
const MAXIMUM_PARTS = 1000;

function createdBy(actors: readonly ActorEntry[]): Filter {
  const filters = actors.map(
    ({ id }): Filter => ({ type: "compare", field: "createdBy", operator: "equals", value: id }),
  );
  if (filters.length <= MAXIMUM_PARTS) return { type: "or", filters };
  const size = Math.ceil(filters.length / MAXIMUM_PARTS);
  const parts = Array.from({ length: Math.ceil(filters.length / size) }, (_, index): Filter => {
    return { type: "or", filters: filters.slice(index * size, (index + 1) * size) };
  });
  return { type: "or", filters: parts };
}
