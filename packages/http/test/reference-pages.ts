import type { Shown } from "./respan-client.ts";

/** A page of the API's reference: its request as printed, and what it prints as the answer. */
export interface ReferencePage {
  readonly title: string;
  /** The shell command, with `https://api.respan.ai`, `sk_live_xxxxx` and the path segment `prompt_id` to be replaced. */
  readonly curl: string;
  readonly status: number;
  readonly answer: Shown;
}

const SYSTEM = { role: "system", content: "You are a helpful assistant. Context: {{context}}" };
const EDITOR = { id: 123, email: "user@example.com", first_name: "John", last_name: "Doe" };

/** The one prompt that the pages show. */
export const SUPPORT_PROMPT = {
  id: "prompt_abc123",
  name: "Customer Support Assistant",
  description: "Handles customer support queries with empathy",
  prompt_slug: "customer-support-assistant",
  tags: [
    {
      id: "tag_abc123",
      name: "support",
      color: "#3B82F6",
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
    },
  ],
  current_version: { version: 3, model: "gpt-4o", updated_at: "2026-01-20T10:30:00Z" },
  live_version: { version: 2, model: "gpt-4o-mini", updated_at: "2026-01-15T08:00:00Z" },
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-20T10:30:00Z",
};

/** Version 3 of that prompt, as the page that lists versions shows it. */
export const DRAFT_VERSION = {
  id: "pv_abc123",
  prompt_version_id: "pv_abc123",
  version: 3,
  description: "Added context variable",
  messages: [SYSTEM, { role: "user", content: "{{user_query}}" }],
  thinking: null,
  model: "gpt-4o",
  stream: false,
  temperature: 0.7,
  max_tokens: 2048,
  top_p: 1,
  frequency_penalty: 0,
  presence_penalty: 0,
  reasoning_effort: null,
  verbosity: null,
  seed: null,
  variables: { context: "", user_query: "" },
  fallback_models: ["gpt-4o-mini"],
  load_balance_models: [
    { model: "gpt-4o", weight: 0.8 },
    { model: "gpt-4o-mini", weight: 0.2 },
  ],
  tools: [{ type: "function", function: { name: "search_knowledge_base" } }],
  tool_choice: "auto",
  response_format: null,
  json_schema: null,
  is_enforcing_response_format: false,
  readonly: false,
  is_deployed: false,
  edited_by: EDITOR,
  created_at: "2026-01-20T10:30:00Z",
  updated_at: "2026-01-20T10:30:00Z",
};

/** Version 3 once more, as the page that deploys it shows it. */
export const DEPLOYED_VERSION = {
  id: "pv_abc123",
  prompt_version_id: "pv_abc123",
  version: 3,
  description: "Improved system prompt for better context handling",
  messages: [SYSTEM],
  model: "gpt-4o",
  readonly: true,
  is_deployed: true,
  edited_by: EDITOR,
  created_at: "2026-02-27T10:00:00Z",
  updated_at: "2026-02-27T10:00:00Z",
};

export const LIST_PROMPTS: ReferencePage = {
  title: "List prompts",
  curl: String.raw`curl -X POST "https://api.respan.ai/api/prompts/list/?page=1&page_size=25&sort_by=-current_version__updated_at" \
     -H "Authorization: Bearer sk_live_xxxxx" \
     -H "Content-Type: application/json" \
     -d '{
  "filters": {
    "name": {
      "value": [
        "support"
      ],
      "operator": "icontains"
    },
    "starred": {
      "value": [
        true
      ],
      "operator": ""
    }
  },
  "operator": "AND"
}'`,
  status: 200,
  answer: {
    count: 42,
    next: "https://api.respan.ai/api/prompts/list/?page=2",
    previous: null,
    results: [SUPPORT_PROMPT],
  },
};

export const RETRIEVE_PROMPT: ReferencePage = {
  title: "Retrieve a prompt",
  curl: String.raw`curl https://api.respan.ai/api/prompts/prompt_id/ \
     -H "Authorization: Bearer sk_live_xxxxx"`,
  status: 200,
  answer: SUPPORT_PROMPT,
};

export const LIST_VERSIONS: ReferencePage = {
  title: "List prompt versions",
  curl: String.raw`curl -G https://api.respan.ai/api/prompts/prompt_id/versions/ \
     -H "Authorization: Bearer sk_live_xxxxx" \
     -d page=1 \
     -d page_size=200`,
  status: 200,
  answer: { count: 5, next: null, previous: null, results: [DRAFT_VERSION] },
};

export const DEPLOY_VERSION: ReferencePage = {
  title: "Deploy a prompt version",
  curl: String.raw`curl -X POST https://api.respan.ai/api/prompts/prompt_id/deployments/ \
     -H "Authorization: Bearer sk_live_xxxxx" \
     -H "Content-Type: application/json" \
     -d '{
  "version": 3
}'`,
  status: 200,
  answer: DEPLOYED_VERSION,
};
