import type { Filter } from "./filter.ts";
import { LIST_FILTERS } from "./list-filters.ts";
import { NUMBER_FILTERS } from "./number-filters.ts";
import { TEXT_FILTERS } from "./text-filters.ts";

/** The filters of templates, by name. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ...Object.entries(TEXT_FILTERS),
  ...Object.entries(NUMBER_FILTERS),
  ...Object.entries(LIST_FILTERS),
]);
