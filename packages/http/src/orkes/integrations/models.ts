import type { PromptVersion } from "@promptledger/core";
import * as z from "zod";
import { jsonBody } from "../../api/body/json-body.ts";
import { latestList } from "../prompts/latest-list.ts";
import { messageTemplate } from "../prompts/message-template.ts";
import type { Call, Endpoint } from "../wire/call.ts";
import { param, promptOf, writeOptions, writing } from "../wire/call.ts";
import { given } from "../wire/given.ts";
import { jsonObject } from "../wire/json-object.ts";
import type { Row } from "../wire/people.ts";
import { listAnswer, oneAnswer } from "../wire/people.ts";
import { flag } from "../wire/query.ts";
import { modelRow } from "./integration-row.ts";

const modelBody = z.object({
  description: z.string().nullish(),
  enabled: z.boolean().nullish(),
  configuration: jsonObject.nullish(),
});

/** `POST .../provider/{integration_provider}/integration/{integration_name}`: creates or changes a model of a provider. */
export const save: Endpoint = writing(async (call) => {
  const body = await jsonBody(call, modelBody);
  return call.ledger.integrations.saveModel(...namesOf(call), given(body), writeOptions(call));
});

/** `GET .../provider/{integration_provider}/integration/{integration_name}`. */
export const get: Endpoint = async (call) => {
  const found = await call.ledger.integrations.getModel(...namesOf(call));
  return oneAnswer(call.ledger, modelRow(found));
};

/** `GET .../provider/{integration_provider}/integration`. */
export const list: Endpoint = async (call) => {
  const { ledger, url } = call;
  const activeOnly = flag(url, "activeOnly", true);
  const { models } = await ledger.integrations.get(param(call, "integration_provider"));
  const shown = models.filter(({ enabled }) => enabled || !activeOnly);
  return listAnswer(ledger, shown.map(modelRow));
};

/** `GET /api/integrations/all`: every model that the caller may read, as `provider:model`. */
export const listAll: Endpoint = async ({ ledger, url }) => {
  const activeOnly = flag(url, "activeOnly", true);
  const type = url.searchParams.get("type") ?? url.searchParams.get("category");
  const integrations = await ledger.integrations.list({ activeOnly });
  return Response.json(
    integrations
      .filter((one) => !type || one.category === type || one.type === type)
      .flatMap(({ models }) => models.filter(({ enabled }) => enabled || !activeOnly))
      .map(({ integration, name }) => `${integration}:${name}`),
  );
};

/** `DELETE .../provider/{integration_provider}/integration/{integration_name}`. */
export const remove: Endpoint = writing((call) =>
  call.ledger.integrations.deleteModel(...namesOf(call), writeOptions(call)),
);

/**
 * `POST .../integration/{integration_name}/prompt/{name}`: lets the prompt's highest committed version be used with the model. This API also
 * requires READ on the prompt.
 */
export const associatePrompt: Endpoint = writing(async (call) => {
  const prompt = promptOf(call);
  await call.ledger.access.require("READ", prompt);
  const associate = namesOf(call).join(":");
  const command = { type: "EditVersion", prompt, number: "latest", changes: {}, associate } as const;
  return call.ledger.batch([command], writeOptions(call));
});

/** `GET .../integration/{integration_name}/prompt`: the prompts that may be used with the model, without their tags. */
export const listPrompts: Endpoint = async (call) => {
  const [provider, model] = namesOf(call);
  await call.ledger.integrations.getModel(provider, model);
  const withoutTags = (found: PromptVersion): Row => {
    const [shown, changed] = messageTemplate(call.ledger, found);
    return [{ ...shown, tags: undefined }, changed];
  };
  return latestList(call, withoutTags, `${provider}:${model}`);
};

/** The provider and the model of a path. */
export function namesOf(call: Call): readonly [provider: string, model: string] {
  return [param(call, "integration_provider"), param(call, "integration_name")];
}
