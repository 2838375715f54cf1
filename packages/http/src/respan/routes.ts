import type { Endpoint } from "./call.ts";
import { listPrompts, listPromptsByQuery, summarizeAll, summarizePrompts } from "./list-endpoints.ts";
import { createPrompt, deletePrompt, getPrompt, updatePrompt } from "./prompt-endpoints.ts";
import {
  commitVersion,
  createVersion,
  deleteVersion,
  deployVersion,
  getVersion,
  listVersions,
  updateVersion,
} from "./version-endpoints.ts";

/** A path, without its trailing slash, and what answers each method. */
export interface Route {
  readonly path: string;
  readonly endpoints: { readonly [method: string]: Endpoint };
}

/** The 14 endpoints of the reference, and the two GET lists of old clients. Literal paths come before those with an id in their place. */
export const ROUTES: readonly Route[] = [
  { path: "/api/prompts", endpoints: { GET: listPromptsByQuery, POST: createPrompt } },
  { path: "/api/prompts/list", endpoints: { GET: listPromptsByQuery, POST: listPrompts } },
  { path: "/api/prompts/summary", endpoints: { GET: summarizeAll, POST: summarizePrompts } },
  {
    path: "/api/prompts/:prompt_id",
    endpoints: { GET: getPrompt, PATCH: updatePrompt, DELETE: deletePrompt },
  },
  { path: "/api/prompts/:prompt_id/versions", endpoints: { GET: listVersions, POST: createVersion } },
  {
    path: "/api/prompts/:prompt_id/versions/:version",
    endpoints: { GET: getVersion, PATCH: updateVersion, DELETE: deleteVersion },
  },
  { path: "/api/prompts/:prompt_id/commits", endpoints: { POST: commitVersion } },
  { path: "/api/prompts/:prompt_id/deployments", endpoints: { POST: deployVersion } },
];
