import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger, toAISDK } from "@promptledger/core";
import { asSchema, modelMessageSchema } from "ai";
import { expect, test } from "vitest";

const parameters = { type: "object", properties: { city: { type: "string" } }, additionalProperties: true };
const content = {
  model: "openai/gpt-5",
  messages: [
    { role: "system", content: "Answer {{name}}." },
    {
      role: "user",
      content: [
        { type: "text", text: "Where?" },
        { type: "image_url", image_url: { url: "{{photo}}" } },
      ],
    },
    {
      role: "assistant",
      tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "c1", content: [{ type: "image_url", image_url: { url: "{{photo}}" } }] },
    { role: "system", content: "In German." },
  ],
  tools: [{ type: "function", function: { name: "weather", parameters } }],
};

test("the AI SDK's own schemas accept messages and tools", async () => {
  for (const photo of ["https://example.com/a.png", "data:image/png;base64,AA=="]) {
    const messages = JSON.parse(JSON.stringify(content.messages).replaceAll("{{photo}}", photo));
    const request = toAISDK({ ...content, messages });
    for (const message of request.messages)
      expect(modelMessageSchema.safeParse(message)).toEqual({ success: true, data: message });
    const schema = asSchema(request.tools?.["weather"]?.inputSchema);
    expect(await schema.jsonSchema).toEqual({ ...parameters, additionalProperties: {} });
  }
});

test("a resolved version is rendered once, into requests that share nothing with it", async () => {
  const ledger = createLedger({ store: memoryEventStore() });
  const acme = ledger.as({ tenant: "acme", actor: { id: "host" } });
  await acme.prompts.create({ name: "Greeting" });
  await acme.versions.create("greeting", { ...content, maxTokens: 9 });
  await acme.versions.commit("greeting");
  await acme.deployments.deploy("greeting", { version: 1 });
  const live = await acme.live();
  const resolved = live.resolve("greeting");
  const values = { name: "{{photo}}", photo: "https://example.com/a.png" };
  expect(resolved.toAISDK(values).system).toBe("Answer {{photo}}.");
  expect(resolved.toAnthropic(values).system).toBe("Answer {{photo}}.");
  const reported: string[] = [];
  const request = resolved.toOpenAI(
    { ...values, other: 1 },
    {
      mode: "warn",
      onWarning: ({ unknown }) => reported.push(...unknown),
      onUnsupported: (fields) => reported.push(...fields.map(({ field }) => field)),
      stream: true,
    },
  );
  expect(reported).toEqual(["other", "messages[3].content[0]"]);
  expect(request.stream).toBe(true);
  request.messages.length = 0;
  expect(resolved.toOpenAI(values, { onUnsupported: () => undefined }).messages).toHaveLength(5);
  expect(() => resolved.toOpenAI({ name: "Ann" })).toThrow("no value for photo");
  expect(() => resolved.toOpenAI(values, { apiVersion: "2023-06-01" } as object)).toThrow(
    "apiVersion: unknown field",
  );
  // A hundred thousand of them share these methods.
  expect(Object.keys(resolved).filter((key) => key.startsWith("to"))).toEqual([]);
  await ledger.close();
});
