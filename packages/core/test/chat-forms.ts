import type { JsonObject, Message } from "../src/index.ts";

/** The arguments of a tool. */
export const weather: JsonObject = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
};

/** A chat with images and calls of a tool, in the form of OpenAI's API. */
export const openAIForm: readonly Message[] = [
  { role: "system", content: "Be brief." },
  {
    role: "user",
    name: "ann",
    content: [
      { type: "text", text: "Where is this?" },
      { type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } },
      { type: "image_url", image_url: { url: "data:image/jpeg;base64,AA==" } },
    ],
  },
  {
    role: "assistant",
    tool_calls: [
      { id: "c1", type: "function", function: { name: "weather", arguments: '{"city": "Bern"}' } },
    ],
  },
  { role: "tool", tool_call_id: "c1", content: "sunny" },
  { role: "assistant", content: "In Bern, where it is sunny." },
  { role: "system", content: "Now in German." },
  { role: "user", content: "And tomorrow?" },
];
