import { meetsComparison } from "../catalog/evaluate.ts";
import type { CreatorComparison, Filter, FindFilter } from "../catalog/filter.ts";
import type { ActorEntry } from "../identity/actor-directory.ts";
import { newSlices } from "../ports/slices.ts";
import type { ReadSession } from "./session.ts";

/**
 * The filter with comparisons of creators' e-mail addresses replaced by the ids of those who meet them. Every actor may use them: what is found
 * stays within what the actor may READ, and anyone who reads a prompt may look up who created it. Other work of the process has its turn
 * meanwhile.
 */
export async function withCreators(
  filter: FindFilter,
  { directory, tenant }: Pick<ReadSession, "directory" | "tenant">,
): Promise<Filter> {
  const slices = newSlices();
  let actors: readonly ActorEntry[] | undefined;
  async function replaced(one: FindFilter): Promise<Filter> {
    switch (one.type) {
      case "and":
      case "or": {
        const filters: Filter[] = [];
        for (const part of one.filters) filters.push(await replaced(part));
        return one.type === "or" ? { type: "or", filters: together(filters) } : { type: "and", filters };
      }
      case "not":
        return { type: "not", filter: await replaced(one.filter) };
      case "creator": {
        actors ??= await directory.list(tenant);
        if (slices.isOver()) await slices.next();
        return byCreator(one, actors);
      }
      case "compare":
      case "granted":
      case "createdBy":
        return one;
    }
  }
  return replaced(filter);
}

function byCreator(
  { operator, value, ignoreCase }: CreatorComparison,
  actors: readonly ActorEntry[],
): Filter {
  // An actor without an address, or in no directory, is anybody but those with one.
  if (value === null && operator === "equals")
    return { type: "not", filter: createdBy(actors.filter(({ email }) => email !== null)) };
  return createdBy(
    actors.filter(
      ({ email }) => email !== null && meetsComparison(email, operator, value, ignoreCase ?? false),
    ),
  );
}

function createdBy(actors: readonly ActorEntry[]): Filter {
  return { type: "createdBy", actors: new Set(actors.map(({ id }) => id)) };
}

/** The parts of an `or`, with those about creators as one: each of them may hold every actor of the tenant. */
function together(filters: readonly Filter[]): readonly Filter[] {
  const actors = new Set<string>();
  const others = filters.filter((one) => one.type !== "createdBy");
  if (filters.length - others.length < 2) return filters;
  for (const one of filters) if (one.type === "createdBy") for (const id of one.actors) actors.add(id);
  return [...others, { type: "createdBy", actors }];
}
