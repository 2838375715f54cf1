import { isWithheld } from "@promptledger/core";
import * as z from "zod";
import { jsonBody } from "../../api/body/json-body.ts";
import type { Endpoint } from "../wire/call.ts";
import { param, writeOptions, writing } from "../wire/call.ts";
import { given } from "../wire/given.ts";
import { jsonObject } from "../wire/json-object.ts";
import { listAnswer, oneAnswer } from "../wire/people.ts";
import { flag } from "../wire/query.ts";
import { integrationRow } from "./integration-row.ts";

const providerBody = z.object({
  type: z.string().min(1),
  category: z.string().nullish(),
  description: z.string().nullish(),
  enabled: z.boolean().nullish(),
  configuration: jsonObject.nullish(),
});

/** `POST /api/integrations/provider/{integration_provider}`: creates or changes a provider, but never its type. */
export const save: Endpoint = async (call) => {
  const { type, ...body } = await jsonBody(call, providerBody);
  const name = param(call, "integration_provider");
  const saved = await call.ledger.integrations.save(name, { type, ...given(body) }, writeOptions(call));
  // Who may change a provider and not read it gets its name alone.
  if (isWithheld(saved)) return Response.json({ name });
  return oneAnswer(call.ledger, integrationRow(saved));
};

/** `GET /api/integrations/provider/{integration_provider}`. */
export const get: Endpoint = async (call) => {
  const found = await call.ledger.integrations.get(param(call, "integration_provider"));
  return oneAnswer(call.ledger, integrationRow(found));
};

/** `GET /api/integrations/provider`: the providers that the caller may read. */
export const list: Endpoint = async ({ ledger, url }) => {
  const category = url.searchParams.get("category");
  const activeOnly = flag(url, "activeOnly", true);
  const found = await ledger.integrations.list({ activeOnly, ...(category ? { category } : {}) });
  return listAnswer(ledger, found.map(integrationRow));
};

/** `DELETE /api/integrations/provider/{integration_provider}`: deletes a provider with its models. */
export const remove: Endpoint = writing((call) =>
  call.ledger.integrations.delete(param(call, "integration_provider"), writeOptions(call)),
);
