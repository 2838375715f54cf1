import type { Filter, FindFilter } from "@promptledger/core";

/**
 * The filter with comparisons of `createdBy` read as comparisons of the creators' e-mail addresses: among this API's fields only
 * `creator_email` compares it.
 */
export function withCreatorEmails(filter: Filter): FindFilter {
  switch (filter.type) {
    case "and":
    case "or":
      return { type: filter.type, filters: filter.filters.map(withCreatorEmails) };
    case "not":
      return { type: "not", filter: withCreatorEmails(filter.filter) };
    case "compare": {
      const { field, operator, value, ignoreCase = false } = filter;
      if (field !== "createdBy") return filter;
      return { type: "creator", operator, value: value === null ? null : String(value), ignoreCase };
    }
    case "granted":
    case "createdBy":
      return filter;
  }
}
