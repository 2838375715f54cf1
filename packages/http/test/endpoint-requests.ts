/**
 * A request that an endpoint answers with success, in tenants that `seeded-apis.ts` has seeded. In all its texts `#` is 1 when it is
 * sent first and 2 when it is sent again, so that it changes something both times; `<name>` is a value that only the seeded tenant knows.
 */
export interface EndpointRequest {
  /** What is put for the path's parameters where they are not those of the things named `-1`. */
  readonly parameters?: { readonly [parameter: string]: string };
  /** With its question mark. */
  readonly query?: string;
  /** A string as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Default: 200. */
  readonly status?: number;
  /** Whether a user needs a grant on the whole tenant for it. */
  readonly wholeTenant?: true;
}

/** Requests by the endpoint, `METHOD path`; what follows that tells them from another one of the same endpoint. */
export type EndpointRequests = { readonly [line: string]: EndpointRequest };

/** What is put for a path's parameters. */
const PARAMETERS: { readonly [parameter: string]: string } = {
  prompt_id: "made-1",
  version: "1",
  name: "saved-1",
  integration_provider: "ours-1",
  integration_name: "small-1",
};

/** A request's address and body as they are sent for the first or the second time, to the path of a route. */
export function filledRequest(
  path: string,
  { parameters, query = "", body }: EndpointRequest,
  time: 1 | 2,
  values: { readonly [name: string]: string },
): { readonly address: string; readonly body: string | undefined } {
  const fill = (text: string): string =>
    text.replaceAll("#", String(time)).replaceAll(/<(\w+)>/gu, (_, name: string) => known(values, name));
  const given = { ...PARAMETERS, ...parameters };
  const filled = path.replaceAll(/:(\w+)/gu, (_, name: string) =>
    encodeURIComponent(fill(known(given, name))),
  );
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  return { address: filled + query, body: text === undefined ? undefined : fill(text) };
}

function known(values: { readonly [name: string]: string }, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`nothing says what to put for ${name}`);
  return value;
}

const content = { messages: [{ role: "user", content: "Hello #" }], model: "small" };

/**
 * Respan's requests: `made-1` has the committed versions 1 to 3, of which 3 is live, and the draft 4; `undeployed-1` has the committed
 * version 1 and the draft 2.
 */
export const RESPAN_REQUESTS: EndpointRequests = {
  "GET /api/prompts": {},
  "POST /api/prompts": { body: { name: "New #" }, status: 201 },
  "GET /api/prompts/list": {},
  "POST /api/prompts/list": { body: { filters: { starred: false } } },
  "POST /api/prompts/list by creator": {
    body: { filters: { creator_email: { operator: "contains", value: "example.com" } } },
  },
  "GET /api/prompts/summary": {},
  "POST /api/prompts/summary": { body: { filters: { starred: false } } },
  "GET /api/prompts/:prompt_id": {},
  "PATCH /api/prompts/:prompt_id": { body: { name: "Renamed #" } },
  "PATCH /api/prompts/:prompt_id of the slug": { body: { prompt_slug: "moved-#" } },
  "PATCH /api/prompts/:prompt_id with deploy": {
    parameters: { prompt_id: "undeployed-#" },
    body: { name: "Renamed #", deploy: true },
  },
  "DELETE /api/prompts/:prompt_id": { parameters: { prompt_id: "made-#" }, status: 204 },
  "GET /api/prompts/:prompt_id/versions": {},
  "POST /api/prompts/:prompt_id/versions": { body: content, status: 201 },
  "POST /api/prompts/:prompt_id/versions with deploy": { body: { ...content, deploy: true }, status: 201 },
  "GET /api/prompts/:prompt_id/versions/:version": {},
  "PATCH /api/prompts/:prompt_id/versions/:version": {
    parameters: { version: "4" },
    body: { description: "Change #" },
  },
  "PATCH /api/prompts/:prompt_id/versions/:version of messages": {
    parameters: { version: "4" },
    body: { messages: content.messages },
  },
  "PATCH /api/prompts/:prompt_id/versions/:version with deploy": {
    parameters: { prompt_id: "made-#", version: "4" },
    body: { description: "Change #", deploy: true },
  },
  "DELETE /api/prompts/:prompt_id/versions/:version": { parameters: { version: "#" }, status: 204 },
  "POST /api/prompts/:prompt_id/commits": { body: { description: "Commit #" }, status: 201 },
  "POST /api/prompts/:prompt_id/deployments": { body: '{"version":#}' },
};

const onPrompt = { type: "PROMPT", id: "saved-1" };
const onIntegration = { type: "INTEGRATION_PROVIDER", id: "ours-1" };
const grant = (id: string, target: object) => ({ subject: { type: "USER", id }, target, access: ["READ"] });
const application = { parameters: { id: "<application_1>" }, wholeTenant: true } as const;

/**
 * Orkes' requests: `saved-1` has the versions 1 to 3, all committed, for the model `small-1` of `ours-1`, and a model of that name has `ours-2`
 * too. There are two applications with a key each, the roles `OLD-1` and `OLD-2`, and on what has a number grants to `old-1` and `old-2`.
 */
export const ORKES_REQUESTS: EndpointRequests = {
  "GET /api/prompts": {},
  "POST /api/prompts": { body: [{ name: "saved-1", template: "Bulk #" }] },
  "POST /api/prompts of two": {
    body: ["saved-1", "saved-2"].map((name) => ({ name, template: "Bulk #" })),
  },
  "POST /api/prompts/test": { body: { llmProvider: "ours-1", model: "small-1", prompt: "Hello" } },
  "GET /api/prompts/:name": {},
  "GET /api/prompts/:name under a draft": { parameters: { name: "made-1" } },
  "POST /api/prompts/:name": { query: "?description=d&models=ours-1:small-1", body: "Saved #" },
  "POST /api/prompts/:name of a new one": {
    parameters: { name: "new-#" },
    query: "?description=d&models=ours-1:small-1",
    body: "Saved",
  },
  "PUT /api/prompts/:name": { query: "?description=d", body: "Saved #" },
  "DELETE /api/prompts/:name": { parameters: { name: "saved-#" } },
  "GET /api/prompts/:name/versions": {},
  "DELETE /api/prompts/:name/versions/:version": { parameters: { name: "saved-#" } },
  "DELETE /api/prompts/:name/versions/:version of the highest": {
    parameters: { name: "saved-#", version: "3" },
  },
  "GET /api/prompts/:name/tags": {},
  "PUT /api/prompts/:name/tags": { body: [{ key: "new-#", value: "x" }] },
  "DELETE /api/prompts/:name/tags": { body: [{ key: "old-#", value: "x" }] },
  "GET /api/integrations": {},
  "GET /api/integrations/def": {},
  "GET /api/integrations/provider/:integration_provider/tags": {},
  "PUT /api/integrations/provider/:integration_provider/tags": { body: [{ key: "new-#" }] },
  "DELETE /api/integrations/provider/:integration_provider/tags": { body: [{ key: "old-#", value: "x" }] },
  "GET /api/integrations/provider/:integration_provider/integration/:integration_name/tags": {},
  "PUT /api/integrations/provider/:integration_provider/integration/:integration_name/tags": {
    body: [{ key: "new-#" }],
  },
  "DELETE /api/integrations/provider/:integration_provider/integration/:integration_name/tags": {
    body: [{ key: "old-#", value: "x" }],
  },
  "GET /api/integrations/all": {},
  "GET /api/integrations/provider": {},
  "GET /api/integrations/provider/:integration_provider": {},
  "POST /api/integrations/provider/:integration_provider": { body: { type: "custom", description: "#" } },
  "DELETE /api/integrations/provider/:integration_provider": {
    parameters: { integration_provider: "ours-#" },
  },
  "GET /api/integrations/provider/:integration_provider/integration": {},
  "GET /api/integrations/provider/:integration_provider/integration/:integration_name": {},
  "POST /api/integrations/provider/:integration_provider/integration/:integration_name": {
    body: { description: "#" },
  },
  "DELETE /api/integrations/provider/:integration_provider/integration/:integration_name": {
    parameters: { integration_provider: "ours-#" },
  },
  "GET /api/integrations/provider/:integration_provider/integration/:integration_name/prompt": {},
  "POST /api/integrations/provider/:integration_provider/integration/:integration_name/prompt/:name": {
    parameters: { integration_provider: "ours-2", name: "saved-#" },
  },
  "POST /api/auth/authorization": { body: grant("new-#", onPrompt) },
  "POST /api/auth/authorization on an integration": { body: grant("new-#", onIntegration) },
  "DELETE /api/auth/authorization": { body: grant("old-#", onPrompt) },
  "DELETE /api/auth/authorization on an integration": { body: grant("old-#", onIntegration) },
  "GET /api/auth/authorization/:type/:id": { parameters: onPrompt },
  "GET /api/users/:id/checkPermissions": { parameters: { id: "<caller>" }, query: "?type=PROMPT&id=saved-1" },
  "GET /api/users/:id/checkPermissions of an application": {
    parameters: { id: "app:<application_1>" },
    query: "?type=PROMPT&id=saved-1",
    wholeTenant: true,
  },
  "GET /api/users/:id": { parameters: { id: "<caller>" } },
  "GET /api/users/:id of an application": { parameters: { id: "app:<application_1>" }, wholeTenant: true },
  "GET /api/applications": application,
  "POST /api/applications": { ...application, body: { name: "New #" } },
  "GET /api/applications/:id": application,
  "PUT /api/applications/:id": { ...application, body: { name: "Renamed #" } },
  "GET /api/applications/:id/tags": application,
  "PUT /api/applications/:id/tags": { ...application, body: [{ key: "k", value: "#" }] },
  "DELETE /api/applications/:id/tags": { ...application, body: [{ key: "old-#", value: "x" }] },
  "GET /api/applications/key/:key_id": { parameters: { key_id: "<key_1>" }, wholeTenant: true },
  "DELETE /api/applications/:id": { ...application, parameters: { id: "<application_#>" } },
  "POST /api/applications/:id/roles/:role": {
    ...application,
    parameters: { ...application.parameters, role: "NEW-#" },
  },
  "DELETE /api/applications/:id/roles/:role": {
    ...application,
    parameters: { ...application.parameters, role: "OLD-#" },
  },
  "GET /api/applications/:id/accessKeys": application,
  "POST /api/applications/:id/accessKeys": application,
  "DELETE /api/applications/:id/accessKeys/:key_id": {
    ...application,
    parameters: { id: "<application_#>", key_id: "<key_#>" },
  },
  "POST /api/applications/:id/accessKeys/:key_id/status": {
    ...application,
    parameters: { id: "<application_1>", key_id: "<key_1>" },
  },
  "GET /api/token/userInfo": {},
  "POST /api/token": { body: { keyId: "<caller>", keySecret: "<secret>" } },
  "POST /api/token of an application": { body: { keyId: "<key_1>", keySecret: "<secret_1>" } },
};
