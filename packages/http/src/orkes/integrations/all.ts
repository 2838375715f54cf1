import type { Endpoint } from "../wire/call.ts";
import { withPeople } from "../wire/people.ts";
import { flag } from "../wire/query.ts";
import { integrationRow, modelRow } from "./integration-row.ts";

/** `GET /api/integrations/`: the providers that the caller may read, each with those of its models that the caller may read. */
export const listWithModels: Endpoint = async ({ ledger, url }) => {
  const category = url.searchParams.get("category");
  const activeOnly = flag(url, "activeOnly", true);
  const found = await ledger.integrations.list({ activeOnly, ...(category ? { category } : {}) });
  const models = found.map((one) => one.models.filter(({ enabled }) => enabled || !activeOnly));
  // All people are read in one call.
  const rows = found.flatMap((one, index) => [integrationRow(one), ...(models[index] ?? []).map(modelRow)]);
  const shown = await withPeople(ledger, rows);
  let next = 0;
  return Response.json(
    models.map(({ length }) => {
      const [provider, ...apis] = shown.slice(next, next + 1 + length);
      next += 1 + length;
      return { ...provider, apis };
    }),
  );
};
