import { meetsComparison } from "../catalog/evaluate.ts";
import type { CreatorComparison, Filter, FindFilter } from "../catalog/filter.ts";
import type { ActorEntry } from "../identity/actor-directory.ts";
import type { ReadSession } from "./session.ts";

/**
 * The filter with comparisons of creators' e-mail addresses replaced by comparisons of their ids. Every actor may use them: what is found
 * stays within what the actor may READ, and anyone who reads a prompt may look up who created it.
 */
export async function withCreators(
  filter: FindFilter,
  { directory, tenant }: Pick<ReadSession, "directory" | "tenant">,
): Promise<Filter> {
  let actors: Promise<readonly ActorEntry[]> | undefined;
  async function replaced(one: FindFilter): Promise<Filter> {
    switch (one.type) {
      case "and":
      case "or":
        return { type: one.type, filters: await Promise.all(one.filters.map(replaced)) };
      case "not":
        return { type: "not", filter: await replaced(one.filter) };
      case "creator":
        actors ??= directory.list(tenant);
        return byCreator(one, await actors);
      case "compare":
      case "granted":
        return one;
    }
  }
  return replaced(filter);
}

function byCreator(
  { operator, value, ignoreCase = false }: CreatorComparison,
  actors: readonly ActorEntry[],
): Filter {
  // An actor without an address, or in no directory, is anybody but those with one.
  if (value === null && operator === "equals")
    return { type: "not", filter: createdBy(actors.filter(({ email }) => email !== null)) };
  return createdBy(
    actors.filter(({ email }) => email !== null && meetsComparison(email, operator, value, ignoreCase)),
  );
}

function createdBy(actors: readonly ActorEntry[]): Filter {
  const filters = actors.map(({ id }) => {
    return { type: "compare", field: "createdBy", operator: "equals", value: id } as const;
  });
  return { type: "or", filters };
}
