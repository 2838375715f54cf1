/** A request as a client of Respan sends it; `{id}` stands for the prompt's id. */
export interface FixtureStep {
  readonly method: string;
  readonly path: string;
  /** Sent as it is if it is a string. */
  readonly body?: unknown;
  /** The status on a ledger that nobody else writes to. */
  readonly status: number;
}

/** What one client sends, from a new prompt on. */
export interface Fixture {
  readonly client: string;
  /** Makes the prompt; answers it with its id and slug. */
  readonly creation: FixtureStep;
  readonly steps: readonly FixtureStep[];
}

const VERSION = {
  description: "v1",
  messages: [
    { role: "system", content: "You help. {{context}}" },
    { role: "user", content: [{ type: "text", text: "Hi {{name}}" }] },
  ],
  model: "gpt-4o",
  temperature: 0.7,
  variables: { name: "" },
};

const NULLS = { temperature: null, max_tokens: null, tools: null, tool_choice: null, response_format: null };

const LEGACY = {
  prompt_version_id: "",
  description: "",
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
  version: 0,
  messages: [{ role: "user", content: "Hi" }],
  model: "gpt-4o",
  temperature: 0.7,
  max_tokens: 256,
  top_p: 1.0,
  frequency_penalty: 0.0,
  presence_penalty: 0.0,
  variables: {},
  readonly: false,
};

/** What the known clients send: the generated SDK, the legacy SDK, demo scripts, the n8n node. */
export const FIXTURES: readonly Fixture[] = [
  {
    client: "the generated SDK",
    creation: { method: "POST", path: "/", body: { name: "SDK", description: "d" }, status: 201 },
    steps: [
      { method: "POST", path: "/{id}/versions/", body: { ...VERSION, deploy: false }, status: 201 },
      { method: "PATCH", path: "/{id}/versions/1/", body: NULLS, status: 200 },
      { method: "POST", path: "/{id}/commits/", body: {}, status: 201 },
      { method: "POST", path: "/{id}/deployments/", body: { version: 1 }, status: 200 },
      { method: "GET", path: "/{id}/versions/?page=1&page_size=200", status: 200 },
      { method: "POST", path: "/list/?page=1&page_size=25&sort_by=-id", body: {}, status: 200 },
      { method: "GET", path: "/summary/", status: 200 },
      { method: "PATCH", path: "/{id}/", body: {}, status: 200 },
      { method: "PATCH", path: "/{id}/versions/1/", body: { deploy: false }, status: 200 },
      { method: "DELETE", path: "/{id}/versions/2/", status: 204 },
      { method: "GET", path: "/{id}/", status: 200 },
      { method: "DELETE", path: "/{id}/", status: 204 },
    ],
  },
  {
    client: "the legacy SDK",
    creation: { method: "POST", path: "", body: "", status: 201 },
    steps: [
      { method: "POST", path: "/{id}/versions", body: LEGACY, status: 201 },
      { method: "PATCH", path: "/{id}/versions/1", body: { ...LEGACY, model: "gpt-5" }, status: 200 },
      { method: "POST", path: "/{id}/versions", body: LEGACY, status: 201 },
      { method: "PATCH", path: "/{id}", body: { deploy: true }, status: 200 },
      { method: "GET", path: "/list?page=1&page_size=10&starred=true", status: 200 },
      { method: "GET", path: "/{id}", status: 200 },
    ],
  },
  {
    client: "demo scripts",
    creation: { method: "POST", path: "/", body: { name: "Demo" }, status: 201 },
    steps: [
      {
        method: "POST",
        path: "/{id}/versions",
        body: { ...VERSION, variables: ["name"], deploy: true },
        status: 201,
      },
      { method: "GET", path: "/list", status: 200 },
    ],
  },
  {
    client: "the n8n node",
    creation: { method: "POST", path: "/", body: { name: "n8n" }, status: 201 },
    steps: [
      { method: "GET", path: "/?page_size=1", status: 200 },
      { method: "GET", path: "/{id}/versions/", status: 200 },
    ],
  },
];
