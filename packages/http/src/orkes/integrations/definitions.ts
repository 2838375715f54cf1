import type { Endpoint } from "../wire/call.ts";

const API_KEY = {
  fieldName: "api_key",
  fieldType: "PASSWORD",
  label: "API key",
  description: "The key that the provider gave you. It is stored sealed, and never shown.",
  optional: false,
};

const ENDPOINT = {
  fieldName: "endpoint",
  fieldType: "TEXT",
  label: "Endpoint",
};

const COMMON = { category: "AI_MODEL", categoryLabel: "AI / LLM", enabled: true, tags: [], apis: [] };

const DEFINITIONS: readonly object[] = [
  {
    ...COMMON,
    name: "OpenAI",
    type: "openai",
    iconName: "openai",
    description: "Models of OpenAI.",
    configuration: [
      API_KEY,
      { ...ENDPOINT, description: "Another address with the same API.", optional: true },
    ],
  },
  {
    ...COMMON,
    name: "OpenAI-compatible",
    type: "openai_compatible",
    iconName: "openai",
    description: "Models of any server that is compatible with OpenAI. Every other type works like this one.",
    configuration: [API_KEY, { ...ENDPOINT, description: "The address of the server.", optional: false }],
  },
];

/** `GET /api/integrations/def`: the kinds of providers that can be added, and what their configuration holds. */
export const listDefinitions: Endpoint = async () => Response.json(DEFINITIONS);
