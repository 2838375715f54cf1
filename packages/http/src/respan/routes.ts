import type { Route } from "../api/call.ts";
import * as lists from "./lists/lists.ts";
import * as prompts from "./prompts/prompts.ts";
import * as versions from "./prompts/versions.ts";
import type { Call } from "./wire/call.ts";

const PROMPT = "/api/prompts/:prompt_id";

/** The 14 endpoints of the reference, and the two GET lists of old clients. Literal paths come before those with an id in their place. */
export const ROUTES: readonly Route<Call>[] = [
  { path: "/api/prompts", endpoints: { GET: lists.listByQuery, POST: prompts.create }, costly: ["GET"] },
  {
    path: "/api/prompts/list",
    endpoints: { GET: lists.listByQuery, POST: lists.list },
    reserved: true,
    costly: ["GET", "POST"],
  },
  {
    path: "/api/prompts/summary",
    endpoints: { GET: lists.summarizeAll, POST: lists.summarize },
    reserved: true,
    costly: ["GET", "POST"],
  },
  { path: PROMPT, endpoints: { GET: prompts.get, PATCH: prompts.update, DELETE: prompts.remove } },
  { path: `${PROMPT}/versions`, endpoints: { GET: versions.list, POST: versions.create } },
  {
    path: `${PROMPT}/versions/:version`,
    endpoints: { GET: versions.get, PATCH: versions.update, DELETE: versions.remove },
  },
  { path: `${PROMPT}/commits`, endpoints: { POST: versions.commit } },
  { path: `${PROMPT}/deployments`, endpoints: { POST: versions.deploy } },
];
