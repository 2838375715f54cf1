import type { ActorEntry, Filter, TenantLedger } from "@promptledger/core";
import { meetsComparison } from "@promptledger/core";

/**
 * The filter with conditions on creators' e-mail addresses replaced by conditions on their ids. Only the actor directory has addresses, so
 * that they can be erased. Among this API's fields only `creator_email` compares `createdBy`.
 */
export async function withCreators(filter: Filter, ledger: TenantLedger): Promise<Filter> {
  let actors: Promise<readonly ActorEntry[]> | undefined;
  async function replaced(one: Filter): Promise<Filter> {
    switch (one.type) {
      case "and":
      case "or":
        return { type: one.type, filters: await Promise.all(one.filters.map(replaced)) };
      case "not":
        return { type: "not", filter: await replaced(one.filter) };
      case "compare":
        if (one.field !== "createdBy") return one;
        actors ??= ledger.actors.list();
        return byCreator(one, await actors);
      case "granted":
        return one;
    }
  }
  return replaced(filter);
}

function byCreator(
  { operator, value, ignoreCase = false }: Extract<Filter, { readonly type: "compare" }>,
  actors: readonly ActorEntry[],
): Filter {
  // An actor without an address, or in no directory, is anybody but those with one.
  if (value === null) return { type: "not", filter: createdBy(actors.filter(({ email }) => email !== null)) };
  return createdBy(actors.filter(({ email }) => meetsComparison(email, operator, value, ignoreCase)));
}

/** How many parts one list of a filter may have. */
const MAXIMUM_PARTS = 1000;

function createdBy(actors: readonly ActorEntry[]): Filter {
  const parts: Filter[] = [];
  for (let start = 0; start < actors.length; start += MAXIMUM_PARTS) {
    const filters = actors.slice(start, start + MAXIMUM_PARTS).map(({ id }) => {
      return { type: "compare", field: "createdBy", operator: "equals", value: id } as const;
    });
    parts.push({ type: "or", filters });
  }
  return { type: "or", filters: parts };
}
