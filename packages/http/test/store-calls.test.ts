import { describe, expect, test } from "vitest";
import { ROUTES as ORKES_ROUTES } from "../src/orkes/routes.ts";
import { ROUTES as RESPAN_ROUTES } from "../src/respan/routes.ts";
import type { StoreCalls } from "./counting-store.ts";
import type { EndpointRequests } from "./endpoint-requests.ts";
import { filledRequest, ORKES_REQUESTS, RESPAN_REQUESTS } from "./endpoint-requests.ts";
import type { Api, Caller } from "./seeded-apis.ts";
import { seededApis } from "./seeded-apis.ts";

// What each endpoint asks of the store, in a process that has answered a request of the same kind before. Who sends it is known already:
// `authenticate` costs nothing here. A number that falls is to be written down too, so that it cannot rise again unseen.

/** The calls of an admin's request and of a user's, where these are not the same. */
type Expected = StoreCalls | { readonly [Name in Caller]: StoreCalls };

const RESPAN: { readonly [line: string]: Expected } = {
  "GET /api/prompts": {
    admin: { find: 1, records: 1 },
    user: { load: 1, find: 1, records: 1 },
  },
  "POST /api/prompts": { load: 1, append: 1 },
  "GET /api/prompts/list": {
    admin: { find: 1, records: 1 },
    user: { load: 1, find: 1, records: 1 },
  },
  "POST /api/prompts/list": {
    admin: { find: 1, records: 1 },
    user: { load: 1, find: 1, records: 1 },
  },
  "POST /api/prompts/list by creator": {
    admin: { find: 1, records: 2 },
    user: { load: 1, find: 1, records: 2 },
  },
  "GET /api/prompts/summary": { admin: { find: 1 }, user: { load: 1, find: 1 } },
  "POST /api/prompts/summary": { admin: { find: 1 }, user: { load: 1, find: 1 } },
  "GET /api/prompts/:prompt_id": { load: 1, records: 1 },
  "PATCH /api/prompts/:prompt_id": {
    admin: { append: 1, records: 1 },
    user: { load: 1, append: 1, records: 1 },
  },
  // Two, for only the prompt says which slug it gives up.
  "PATCH /api/prompts/:prompt_id of the slug": { load: 2, append: 1, records: 1 },
  "PATCH /api/prompts/:prompt_id with deploy": {
    admin: { append: 1, records: 1 },
    user: { load: 1, append: 1, records: 1 },
  },
  // Two, for only the prompt says which slug it gives up.
  "DELETE /api/prompts/:prompt_id": { load: 2, append: 1 },
  "GET /api/prompts/:prompt_id/versions": {
    admin: { find: 1, records: 1 },
    user: { load: 1, find: 1, records: 1 },
  },
  "POST /api/prompts/:prompt_id/versions": {
    admin: { append: 1, records: 1 },
    user: { load: 1, append: 1, records: 1 },
  },
  "POST /api/prompts/:prompt_id/versions with deploy": {
    admin: { append: 1, records: 1 },
    user: { load: 1, append: 1, records: 1 },
  },
  "GET /api/prompts/:prompt_id/versions/:version": { load: 1, records: 1 },
  "PATCH /api/prompts/:prompt_id/versions/:version": {
    admin: { append: 1, records: 1 },
    user: { load: 1, append: 1, records: 1 },
  },
  "PATCH /api/prompts/:prompt_id/versions/:version of messages": {
    admin: { append: 1, records: 1 },
    user: { load: 1, append: 1, records: 1 },
  },
  "PATCH /api/prompts/:prompt_id/versions/:version with deploy": {
    admin: { append: 1, records: 1 },
    user: { load: 1, append: 1, records: 1 },
  },
  "DELETE /api/prompts/:prompt_id/versions/:version": {
    admin: { append: 1 },
    user: { load: 1, append: 1 },
  },
  "POST /api/prompts/:prompt_id/commits": {
    admin: { append: 1, records: 1 },
    user: { load: 1, append: 1, records: 1 },
  },
  "POST /api/prompts/:prompt_id/deployments": {
    admin: { append: 1, records: 1 },
    user: { load: 1, append: 1, records: 1 },
  },
};

const PROVIDER = "/api/integrations/provider/:integration_provider";
const MODEL = `${PROVIDER}/integration/:integration_name`;

const ORKES: { readonly [line: string]: Expected } = {
  "GET /api/prompts": {
    admin: { load: 1, find: 1, records: 1 },
    user: { load: 2, find: 1, records: 1 },
  },
  "POST /api/prompts": { load: 1, append: 1 },
  "POST /api/prompts of two": { load: 2, append: 2 },
  "POST /api/prompts/test": { load: 1 },
  "GET /api/prompts/:name": { load: 1, records: 1 },
  "GET /api/prompts/:name under a draft": { load: 1, records: 1 },
  "POST /api/prompts/:name": { load: 1, append: 1 },
  "POST /api/prompts/:name of a new one": { load: 1, append: 1 },
  "PUT /api/prompts/:name": { load: 1, append: 1 },
  "DELETE /api/prompts/:name": { load: 1, append: 1 },
  "GET /api/prompts/:name/versions": {
    admin: { find: 1, records: 1 },
    user: { load: 1, find: 1, records: 1 },
  },
  "DELETE /api/prompts/:name/versions/:version": { load: 1, append: 1 },
  // Two, for only the prompt says which version is the highest one then.
  "DELETE /api/prompts/:name/versions/:version of the highest": { load: 2, append: 1 },
  "GET /api/prompts/:name/tags": { load: 1 },
  "PUT /api/prompts/:name/tags": { load: 1, append: 1 },
  "DELETE /api/prompts/:name/tags": { load: 1, append: 1 },
  "GET /api/integrations": { load: 1, records: 1 },
  "GET /api/integrations/def": {},
  [`GET ${PROVIDER}/tags`]: { load: 1 },
  [`PUT ${PROVIDER}/tags`]: { load: 1, append: 1 },
  [`DELETE ${PROVIDER}/tags`]: { load: 1, append: 1 },
  [`GET ${MODEL}/tags`]: { load: 1 },
  [`PUT ${MODEL}/tags`]: { load: 1, append: 1 },
  [`DELETE ${MODEL}/tags`]: { load: 1, append: 1 },
  "GET /api/integrations/all": { load: 1 },
  "GET /api/integrations/provider": { load: 1, records: 1 },
  [`GET ${PROVIDER}`]: { load: 1, records: 1 },
  [`POST ${PROVIDER}`]: { load: 1, append: 1, records: 1 },
  [`DELETE ${PROVIDER}`]: { load: 1, append: 1 },
  [`GET ${PROVIDER}/integration`]: { load: 1, records: 1 },
  [`GET ${MODEL}`]: { load: 1, records: 1 },
  [`POST ${MODEL}`]: { load: 1, append: 1 },
  [`DELETE ${MODEL}`]: { load: 1, append: 1 },
  [`GET ${MODEL}/prompt`]: {
    admin: { load: 2, find: 1, records: 1 },
    user: { load: 3, find: 1, records: 1 },
  },
  [`POST ${MODEL}/prompt/:name`]: { load: 2, append: 1 },
  "POST /api/auth/authorization": { load: 1, append: 1 },
  "POST /api/auth/authorization on an integration": { load: 1, append: 1 },
  "DELETE /api/auth/authorization": { load: 1, append: 1 },
  "DELETE /api/auth/authorization on an integration": { load: 1, append: 1 },
  "GET /api/auth/authorization/:type/:id": { load: 1 },
  "GET /api/users/:id/checkPermissions": { load: 1 },
  "GET /api/users/:id/checkPermissions of an application": { load: 2 },
  "GET /api/users/:id": {},
  "GET /api/users/:id of an application": { load: 1 },
  "GET /api/applications": { load: 1, records: 1 },
  "POST /api/applications": { load: 1, append: 1, records: 1 },
  "GET /api/applications/:id": { load: 1, records: 1 },
  "PUT /api/applications/:id": { load: 1, append: 1, records: 1 },
  "GET /api/applications/:id/tags": { load: 1 },
  "PUT /api/applications/:id/tags": { load: 1, append: 1 },
  "DELETE /api/applications/:id/tags": { load: 1, append: 1 },
  "GET /api/applications/key/:key_id": { load: 1, records: 3 },
  "DELETE /api/applications/:id": { load: 1, append: 1, records: 4 },
  "POST /api/applications/:id/roles/:role": { load: 1, append: 1 },
  "DELETE /api/applications/:id/roles/:role": { load: 1, append: 1 },
  "GET /api/applications/:id/accessKeys": { load: 1, records: 1 },
  // A user must hold what the application holds, also on prompts.
  "POST /api/applications/:id/accessKeys": {
    admin: { load: 2, append: 1, records: 3 },
    user: { load: 2, append: 1, find: 1, records: 3 },
  },
  "DELETE /api/applications/:id/accessKeys/:key_id": { load: 2, append: 1, records: 4 },
  // A user who enables a key must hold what the application holds, also on prompts.
  "POST /api/applications/:id/accessKeys/:key_id/status": {
    admin: { load: 3, append: 1, records: 6 },
    user: { load: 3, append: 1, find: 1, records: 6 },
  },
  "GET /api/token/userInfo": {},
  "POST /api/token": { records: 1 },
  "POST /api/token of an application": { load: 1, records: 1 },
};

interface Table {
  readonly api: Api;
  readonly endpoints: readonly string[];
  readonly requests: EndpointRequests;
  readonly expected: { readonly [line: string]: Expected };
}

const TABLES: readonly Table[] = [
  { api: "respan", endpoints: endpointsOf(RESPAN_ROUTES), requests: RESPAN_REQUESTS, expected: RESPAN },
  {
    api: "orkes",
    // The one endpoint that is before authentication, and so in no table of routes.
    endpoints: [...endpointsOf(ORKES_ROUTES), "POST /api/token"],
    requests: ORKES_REQUESTS,
    expected: ORKES,
  },
];

function endpointsOf(
  routes: readonly { readonly path: string; readonly endpoints: object }[],
): readonly string[] {
  return routes.flatMap(({ path, endpoints }) => Object.keys(endpoints).map((method) => `${method} ${path}`));
}

describe.each(TABLES)("in the API of $api", ({ api, endpoints, requests, expected }) => {
  // A route without a line fails, and so does a line without a route.
  const lines = new Set([...endpoints, ...Object.keys(requests), ...Object.keys(expected)]);

  test.each([...lines])("%s calls the store as the table says", async (line) => {
    const [method = "", path = ""] = line.split(" ");
    const request = requests[line];
    const calls = expected[line];
    expect(endpoints, `${line} belongs to no route of ${api}`).toContain(`${method} ${path}`);
    if (request === undefined) throw new Error(`${line} has no request in endpoint-requests.ts: add one`);
    if (calls === undefined) throw new Error(`${line} has no line in the table of ${api}: add one`);

    async function countedFor(caller: Caller): Promise<StoreCalls> {
      const { send, values } = await seededApis(caller);
      const { status = 200, wholeTenant = false } = request ?? {};
      let counted: StoreCalls = {};
      for (const time of [1, 2] as const) {
        const { address, body } = filledRequest(path, request ?? {}, time, values);
        const answer = await send(api, method, address, { body, wholeTenant });
        expect(answer.status, `${caller}: ${method} ${address} answered ${answer.text}`).toBe(status);
        counted = answer.calls;
      }
      return counted;
    }
    const counted = { admin: await countedFor("admin"), user: await countedFor("user") };
    const wanted = "admin" in calls ? calls : { admin: calls, user: calls };
    expect(counted, `the store calls of ${api}'s ${line}`).toEqual(wanted);
  });
});
