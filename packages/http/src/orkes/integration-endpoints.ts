import type { JsonObject } from "@promptledger/core";
import { z } from "zod";
import { done, json } from "./answer.ts";
import type { Endpoint } from "./call.ts";
import { bodyOf, param, writeOptions } from "./call.ts";
import { integrationObject } from "./integration-object.ts";
import { peopleOf } from "./people.ts";
import { flag } from "./query.ts";

/** A provider's or a model's settings, as they are sent. */
export const configuration: z.ZodType<JsonObject> = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  { error: "expected an object" },
);

const providerBody = z.object({
  type: z.string().min(1),
  category: z.string().nullish(),
  description: z.string().nullish(),
  enabled: z.boolean().nullish(),
  configuration: configuration.nullish(),
});

/** `POST /api/integrations/provider/{integration_provider}`: makes or changes a provider; its type stays what it was. */
export const saveProvider: Endpoint = async (call) => {
  const { ledger } = call;
  const { type, ...body } = await bodyOf(call, providerBody);
  const input = { type, ...given(body) };
  const saved = await ledger.integrations.save(
    param(call, "integration_provider"),
    input,
    writeOptions(call),
  );
  return json(200, integrationObject(saved, await peopleOf(ledger, [saved])));
};

/** `GET /api/integrations/provider/{integration_provider}`. */
export const getProvider: Endpoint = async (call) => {
  const { ledger } = call;
  const integration = await ledger.integrations.get(param(call, "integration_provider"));
  return json(200, integrationObject(integration, await peopleOf(ledger, [integration])));
};

/** `GET /api/integrations/provider`: those that the caller may read. */
export const listProviders: Endpoint = async ({ ledger, query }) => {
  const category = query.get("category");
  const integrations = await ledger.integrations.list({
    activeOnly: flag(query, "activeOnly", true),
    ...(category ? { category } : {}),
  });
  const people = await peopleOf(ledger, integrations);
  return json(
    200,
    integrations.map((integration) => integrationObject(integration, people)),
  );
};

/** `DELETE /api/integrations/provider/{integration_provider}`, with its models. */
export const deleteProvider: Endpoint = async (call) => {
  await call.ledger.integrations.delete(param(call, "integration_provider"), writeOptions(call));
  return done();
};

/** `GET /api/integrations/all`: every model that the caller may read, as `provider:model`. */
export const listEverything: Endpoint = async ({ ledger, query }) => {
  const activeOnly = flag(query, "activeOnly", true);
  const type = query.get("type") ?? query.get("category");
  const integrations = await ledger.integrations.list({ activeOnly });
  return json(
    200,
    integrations
      .filter((one) => !type || one.category === type || one.type === type)
      .flatMap(({ name, models }) =>
        models.filter(({ enabled }) => enabled || !activeOnly).map((model) => `${name}:${model.name}`),
      ),
  );
};

/** The fields of a body that have a value. */
export function given<T extends object>(body: T): { readonly [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(body).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { readonly [K in keyof T]?: NonNullable<T[K]> };
}
