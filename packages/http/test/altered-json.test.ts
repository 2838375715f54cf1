import { describe, expect, test } from "vitest";
import { TARGETS } from "./hostile-requests.ts";
import { orkesClient } from "./orkes-client.ts";
import { HELLO, promptAt, respanClient } from "./respan-client.ts";

const MOVED = "JavaScript moves keys that are whole numbers to the front";

/** JSON texts that JavaScript would not give back as they are: where, and what is said about it. */
const ALTERED: readonly (readonly [text: string, path: string, message: string])[] = [
  ['{"properties":{"reasoning":{},"2025":{},"2024":{}}}', ".properties.2025", MOVED],
  ['{"a":[1,{"maximum":9007199254740993}]}', ".a[1].maximum", "from -(2^53 - 1) to 2^53 - 1"],
  ['{"b":{"c":1,"\\u0063":2}}', ".b.c", "appears twice in the same object"],
];

describe("Respan's API refuses what JavaScript would change, with its path", () => {
  const reading = TARGETS.filter(({ method }) => /^(?:POST|PATCH)$/u.test(method));

  test.each(reading)("$method $path", async ({ method, path, valid }) => {
    const client = respanClient();
    const prompt = await promptAt(client);
    for (let number = 1; number <= 3; number++) await client.send("POST", `${prompt}/versions/`, HELLO);
    const before = await client.head();
    for (const [value, at, message] of ALTERED) {
      const body = `${JSON.stringify({ ...valid, json_schema: 0 }).slice(0, -2)}${value}}`;
      const answer = await client.send(method, path.replace("/api/prompts/{id}", prompt), body);
      const field = `json_schema${at}`;
      expect(answer.status, body).toBe(400);
      expect(answer.body).toEqual({
        detail: expect.stringContaining(`${field}: `),
        errors: { [field]: [expect.stringContaining(message)] },
      });
    }
    expect(await client.head()).toBe(before);
  });
});

describe("Orkes' API refuses what JavaScript would change, with its path", () => {
  test.each([
    ["POST", "/api/prompts"],
    ["POST", "/api/prompts/test"],
    ["PUT", "/api/prompts/p/tags"],
    ["DELETE", "/api/prompts/p/tags"],
    ["POST", "/api/integrations/provider/openai"],
    ["POST", "/api/integrations/provider/openai/integration/gpt-4o"],
    ["POST", "/api/auth/authorization"],
    ["DELETE", "/api/auth/authorization"],
    ["POST", "/api/applications"],
  ])("%s %s", async (method, path) => {
    const client = orkesClient();
    await client.save("p", "Hello");
    const before = (await client.acme.prompts.find()).position;
    for (const [value, at, message] of ALTERED) {
      const { status, body } = await client.send(method, path, `[{"configuration":${value}}]`);
      expect(status, value).toBe(400);
      expect(body).toMatchObject({ message: expect.stringContaining(`[0].configuration${at}: `) });
      expect(body).toMatchObject({ message: expect.stringContaining(message) });
    }
    expect((await client.acme.prompts.find()).position).toBe(before);
  });
});

test("keys in the order in which JavaScript has them, and the greatest safe integer, come back as they are", async () => {
  const client = respanClient();
  const prompt = await promptAt(client);
  const schema = '{"2024":{"maximum":9007199254740991},"2025":{},"reasoning":{}}';
  const body = `${JSON.stringify(HELLO).slice(0, -1)},"json_schema":${schema}}`;
  const created = await client.send("POST", `${prompt}/versions/`, body);
  expect(JSON.stringify(created.body["json_schema"])).toBe(schema);
});
