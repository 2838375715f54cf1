import type { Route } from "../api/call.ts";
import * as applications from "./access/applications.ts";
import * as grants from "./access/grants.ts";
import * as tokens from "./access/token-endpoints.ts";
import * as users from "./access/users.ts";
import { listWithModels } from "./integrations/all.ts";
import { listDefinitions } from "./integrations/definitions.ts";
import * as models from "./integrations/models.ts";
import * as providers from "./integrations/providers.ts";
import * as integrationTags from "./integrations/tags.ts";
import * as prompts from "./prompts/prompts.ts";
import { saveMany } from "./prompts/save-many.ts";
import * as tags from "./prompts/tags.ts";
import { testPrompt } from "./prompts/test-prompt.ts";
import * as versions from "./prompts/versions.ts";
import type { Call, WithoutToken } from "./wire/call.ts";

/** The path that is answered without a token. */
export const OPEN_ROUTES: readonly Route<WithoutToken>[] = [
  { path: "/api/token", endpoints: { POST: tokens.create } },
];

const PROMPT = "/api/prompts/:name";
const PROVIDER = "/api/integrations/provider/:integration_provider";
const MODEL = `${PROVIDER}/integration/:integration_name`;
const APPLICATION = "/api/applications/:id";

/** All other paths. A literal path comes before one with a name in its place: POST to `test` never means a prompt (rule X1). */
export const ROUTES: readonly Route<Call>[] = [
  { path: "/api/prompts", endpoints: { GET: prompts.list, POST: saveMany }, costly: ["GET", "POST"] },
  { path: "/api/prompts/test", endpoints: { POST: testPrompt }, costly: ["POST"], waitsFor: "models" },
  {
    path: PROMPT,
    endpoints: { GET: prompts.get, POST: prompts.save, PUT: prompts.update, DELETE: prompts.remove },
  },
  { path: `${PROMPT}/versions`, endpoints: { GET: versions.list }, costly: ["GET"] },
  { path: `${PROMPT}/versions/:version`, endpoints: { DELETE: versions.remove } },
  { path: `${PROMPT}/tags`, endpoints: { GET: tags.list, PUT: tags.add, DELETE: tags.remove } },
  { path: "/api/integrations", endpoints: { GET: listWithModels } },
  { path: "/api/integrations/def", endpoints: { GET: listDefinitions } },
  { path: "/api/integrations/all", endpoints: { GET: models.listAll } },
  { path: "/api/integrations/provider", endpoints: { GET: providers.list } },
  { path: PROVIDER, endpoints: { GET: providers.get, POST: providers.save, DELETE: providers.remove } },
  {
    path: `${PROVIDER}/tags`,
    endpoints: {
      GET: integrationTags.listOfProvider,
      PUT: integrationTags.addToProvider,
      DELETE: integrationTags.removeFromProvider,
    },
  },
  { path: `${PROVIDER}/integration`, endpoints: { GET: models.list } },
  { path: MODEL, endpoints: { GET: models.get, POST: models.save, DELETE: models.remove } },
  {
    path: `${MODEL}/tags`,
    endpoints: {
      GET: integrationTags.listOfModel,
      PUT: integrationTags.addToModel,
      DELETE: integrationTags.removeFromModel,
    },
  },
  { path: `${MODEL}/prompt`, endpoints: { GET: models.listPrompts }, costly: ["GET"] },
  { path: `${MODEL}/prompt/:name`, endpoints: { POST: models.associatePrompt } },
  { path: "/api/auth/authorization", endpoints: { POST: grants.grant, DELETE: grants.revoke } },
  { path: "/api/auth/authorization/:type/:id", endpoints: { GET: grants.list } },
  { path: "/api/users/:id", endpoints: { GET: users.get } },
  { path: "/api/users/:id/checkPermissions", endpoints: { GET: grants.check } },
  { path: "/api/applications", endpoints: { GET: applications.list, POST: applications.create } },
  {
    path: APPLICATION,
    endpoints: { GET: applications.get, PUT: applications.update, DELETE: applications.remove },
  },
  {
    path: `${APPLICATION}/tags`,
    endpoints: { GET: applications.listTags, PUT: applications.addTags, DELETE: applications.removeTags },
  },
  {
    path: `${APPLICATION}/roles/:role`,
    endpoints: { POST: applications.addRole, DELETE: applications.removeRole },
  },
  {
    path: `${APPLICATION}/accessKeys`,
    endpoints: { GET: applications.listKeys, POST: applications.createKey },
  },
  { path: `${APPLICATION}/accessKeys/:key_id`, endpoints: { DELETE: applications.removeKey } },
  { path: `${APPLICATION}/accessKeys/:key_id/status`, endpoints: { POST: applications.toggleKey } },
  // Behind the paths of an application, whose id may be `key`.
  { path: "/api/applications/key/:key_id", endpoints: { GET: applications.getByKey } },
  { path: "/api/token/userInfo", endpoints: { GET: tokens.userInfo } },
];
