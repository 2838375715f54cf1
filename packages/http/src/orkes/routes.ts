import {
  addRole,
  createAccessKey,
  createApplication,
  deleteAccessKey,
  deleteApplication,
  getApplication,
  listAccessKeys,
  listApplications,
  removeRole,
} from "./application-endpoints.ts";
import { checkPermissions, grantAccess, listGrants, revokeAccess } from "./authorization-endpoints.ts";
import { savePrompts } from "./bulk-endpoint.ts";
import type { Endpoint } from "./call.ts";
import {
  deleteProvider,
  getProvider,
  listEverything,
  listProviders,
  saveProvider,
} from "./integration-endpoints.ts";
import {
  associatePrompt,
  deleteModel,
  getModel,
  listAssociated,
  listModels,
  saveModel,
} from "./model-endpoints.ts";
import { deletePrompt, getPrompt, listPrompts, savePrompt, updatePrompt } from "./prompt-endpoints.ts";
import { addTags, listTags, removeTags } from "./tag-endpoints.ts";
import { testPrompt } from "./test-endpoint.ts";
import { userInfo } from "./token-endpoints.ts";
import { deleteVersion, listVersions } from "./version-endpoints.ts";

/** A path, without its trailing slash, and what answers each method. */
export interface Route {
  readonly path: string;
  readonly endpoints: { readonly [method: string]: Endpoint };
}

const PROVIDER = "/api/integrations/provider/:integration_provider";
const MODEL = `${PROVIDER}/integration/:integration_name`;

/** Every path behind authentication. A literal path comes before one with a name in its place: `test` is no prompt's for POST (rule X1). */
export const ROUTES: readonly Route[] = [
  { path: "/api/prompts", endpoints: { GET: listPrompts, POST: savePrompts } },
  { path: "/api/prompts/test", endpoints: { POST: testPrompt } },
  {
    path: "/api/prompts/:name",
    endpoints: { GET: getPrompt, POST: savePrompt, PUT: updatePrompt, DELETE: deletePrompt },
  },
  { path: "/api/prompts/:name/versions", endpoints: { GET: listVersions } },
  { path: "/api/prompts/:name/versions/:version", endpoints: { DELETE: deleteVersion } },
  { path: "/api/prompts/:name/tags", endpoints: { GET: listTags, PUT: addTags, DELETE: removeTags } },
  { path: "/api/integrations/all", endpoints: { GET: listEverything } },
  { path: "/api/integrations/provider", endpoints: { GET: listProviders } },
  { path: PROVIDER, endpoints: { GET: getProvider, POST: saveProvider, DELETE: deleteProvider } },
  { path: `${PROVIDER}/integration`, endpoints: { GET: listModels } },
  { path: MODEL, endpoints: { GET: getModel, POST: saveModel, DELETE: deleteModel } },
  { path: `${MODEL}/prompt`, endpoints: { GET: listAssociated } },
  { path: `${MODEL}/prompt/:name`, endpoints: { POST: associatePrompt } },
  { path: "/api/auth/authorization", endpoints: { POST: grantAccess, DELETE: revokeAccess } },
  { path: "/api/auth/authorization/:type/:id", endpoints: { GET: listGrants } },
  { path: "/api/users/:id/checkPermissions", endpoints: { GET: checkPermissions } },
  { path: "/api/applications", endpoints: { GET: listApplications, POST: createApplication } },
  { path: "/api/applications/:id", endpoints: { GET: getApplication, DELETE: deleteApplication } },
  { path: "/api/applications/:id/roles/:role", endpoints: { POST: addRole, DELETE: removeRole } },
  { path: "/api/applications/:id/accessKeys", endpoints: { GET: listAccessKeys, POST: createAccessKey } },
  { path: "/api/applications/:id/accessKeys/:key_id", endpoints: { DELETE: deleteAccessKey } },
  { path: "/api/token/userInfo", endpoints: { GET: userInfo } },
];
