import { z } from "zod";
import { done, json } from "./answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { bodyOf, param, promptOf, writeOptions } from "./call.ts";
import { configuration, given } from "./integration-endpoints.ts";
import { modelObject } from "./integration-object.ts";
import { messageTemplate } from "./message-template.ts";
import { peopleOf } from "./people.ts";
import { flag } from "./query.ts";

const modelBody = z.object({
  description: z.string().nullish(),
  enabled: z.boolean().nullish(),
  configuration: configuration.nullish(),
});

/** `POST .../provider/{integration_provider}/integration/{integration_name}`: makes or changes a model of a provider. */
export const saveModel: Endpoint = async (call) => {
  const body = await bodyOf(call, modelBody, {});
  const [provider, model] = namesOf(call);
  await call.ledger.integrations.saveModel(provider, model, given(body), writeOptions(call));
  return done();
};

/** `GET .../provider/{integration_provider}/integration/{integration_name}`. */
export const getModel: Endpoint = async (call) => {
  const { ledger } = call;
  const [provider, model] = namesOf(call);
  const found = await ledger.integrations.getModel(provider, model);
  return json(200, modelObject(found, await peopleOf(ledger, [found])));
};

/** `GET .../provider/{integration_provider}/integration`. */
export const listModels: Endpoint = async (call) => {
  const { ledger, query } = call;
  const [provider] = namesOf(call);
  const activeOnly = flag(query, "activeOnly", true);
  const integration = await ledger.integrations.get(provider);
  const models = integration.models.filter(({ enabled }) => enabled || !activeOnly);
  const people = await peopleOf(ledger, models);
  return json(
    200,
    models.map((model) => modelObject(model, people)),
  );
};

/** `DELETE .../provider/{integration_provider}/integration/{integration_name}`. */
export const deleteModel: Endpoint = async (call) => {
  const [provider, model] = namesOf(call);
  await call.ledger.integrations.deleteModel(provider, model, writeOptions(call));
  return done();
};

/** `POST .../integration/{integration_name}/prompt/{name}`: the prompt's highest committed version may be used with the model. */
export const associatePrompt: Endpoint = async (call) => {
  const [provider, model] = namesOf(call);
  await call.ledger.batch(
    [
      {
        type: "EditVersion",
        prompt: promptOf(call),
        number: "latest",
        changes: {},
        associate: `${provider}:${model}`,
      },
    ],
    writeOptions(call),
  );
  return done();
};

/** `GET .../integration/{integration_name}/prompt`: the prompts that may be used with the model, without their tags. */
export const listAssociated: Endpoint = async (call) => {
  const { ledger } = call;
  const [provider, model] = namesOf(call);
  await ledger.integrations.getModel(provider, model);
  const latest = await ledger.versions.latestCommitted({ integration: `${provider}:${model}` });
  const people = await peopleOf(
    ledger,
    latest.map(({ version }) => version),
  );
  return json(
    200,
    latest.map(({ prompt, version }) => messageTemplate(prompt.slug, null, version, people)),
  );
};

function namesOf(call: Call): readonly [provider: string, model: string] {
  return [param(call, "integration_provider"), param(call, "integration_name")];
}
