import { jsonBody } from "../../api/body/json-body.ts";
import type { Endpoint } from "../wire/call.ts";
import { param, writeOptions, writing } from "../wire/call.ts";
import { shownTags, tagList } from "../wire/tag-list.ts";
import { namesOf } from "./models.ts";

/** `GET .../provider/{integration_provider}/tags`. */
export const listOfProvider: Endpoint = async (call) => {
  const { tags } = await call.ledger.integrations.get(param(call, "integration_provider"));
  return Response.json(shownTags(tags));
};

/** `PUT .../provider/{integration_provider}/tags`: adds tags to the provider's others. They give nobody a permission on it. */
export const addToProvider: Endpoint = changing("TagIntegration");

/** `DELETE .../provider/{integration_provider}/tags`: removes exactly these pairs; missing ones are no error. */
export const removeFromProvider: Endpoint = changing("UntagIntegration");

/** `GET .../integration/{integration_name}/tags`. */
export const listOfModel: Endpoint = async (call) => {
  const { tags } = await call.ledger.integrations.getModel(...namesOf(call));
  return Response.json(shownTags(tags));
};

/** `PUT .../integration/{integration_name}/tags`: adds tags to the model's others. They give nobody a permission on it. */
export const addToModel: Endpoint = changingModel("TagModel");

/** `DELETE .../integration/{integration_name}/tags`: removes exactly these pairs; missing ones are no error. */
export const removeFromModel: Endpoint = changingModel("UntagModel");

function changing(type: "TagIntegration" | "UntagIntegration"): Endpoint {
  return writing(async (call) => {
    const tags = await jsonBody(call, tagList, null);
    await call.ledger.batch([{ type, name: param(call, "integration_provider"), tags }], writeOptions(call));
  });
}

function changingModel(type: "TagModel" | "UntagModel"): Endpoint {
  return writing(async (call) => {
    const tags = await jsonBody(call, tagList, null);
    const [name, model] = namesOf(call);
    await call.ledger.batch([{ type, name, model, tags }], writeOptions(call));
  });
}
