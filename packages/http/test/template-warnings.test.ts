// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import type { Renderer } from "@promptledger/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orkesClient } from "./orkes-client.ts";
import { promptAt, respanClient } from "./respan-client.ts";

const LOGIC = { messages: [{ role: "user", content: "Hi\n{% if a %}x{% endif %}" }], model: "m" };
const WARNING = 'template-invalid;field="messages[0].content";line=2;column=1';

describe("Respan's API", () => {
  test("warns of a template that this ledger cannot render, and writes it", async () => {
    const client = respanClient();
    const path = `${await promptAt(client)}/versions/`;
    const created = await client.send("POST", path, LOGIC);
    expect([created.status, created.headers.get("ledger-warning")]).toEqual([201, WARNING]);
    expect(created.body["messages"]).toEqual(LOGIC.messages);
    const odd = [{ role: "user", content: [{ type: "text", 'ü"\\ x': "{{" }] }];
    const updated = await client.send("PATCH", `${path}1/`, { messages: odd });
    expect([updated.status, updated.headers.get("ledger-warning")]).toEqual([
      200,
      'template-invalid;field="messages[0].content[0].??? x";line=1;column=1',
    ]);
    const read = await client.send("GET", `${path}1/`);
    expect(read.headers.get("ledger-warning")).toBeNull();
    const plain = await client.send("PATCH", `${path}1/`, {
      messages: [{ role: "user", content: "{{ a.b }}" }],
    });
    expect(plain.headers.get("ledger-warning")).toBeNull();
  });

  test("names the first ten places", async () => {
    const client = respanClient();
    const messages = Array.from({ length: 12 }, () => ({ role: "user", content: "{{" }));
    const { headers } = await client.send("POST", `${await promptAt(client)}/versions/`, { messages });
    expect(headers.get("ledger-warning")?.split(", ")).toHaveLength(10);
  });
});

describe("Orkes' API", () => {
  test("warns of a text that a version's syntax cannot render, and writes it", async () => {
    const client = orkesClient();
    const prompt = await client.acme.prompts.create({ name: "n" });
    await client.acme.versions.create(prompt, { messages: [{ role: "system", content: "Hi" }] });
    const put = await client.send("PUT", "/api/prompts/n?description=d", "{{#if a}}");
    const warning = 'template-invalid;field="messages[0].content";line=1;column=1';
    expect([put.status, put.headers.get("ledger-warning")]).toEqual([200, warning]);
    const many = await client.send("POST", "/api/prompts/", [
      { name: "other", template: "{{#if a}}" },
      { name: "n", template: "{{/if}}" },
    ]);
    expect([many.status, many.headers.get("ledger-warning")]).toEqual([200, `${warning};item=1`]);
    const post = await client.send("POST", "/api/prompts/n?description=d", "{{#if a}}");
    expect(post.headers.get("ledger-warning")).toBeNull();
  });

  test("lists the variables that its renderer finds in logic", async () => {
    const renderer: Renderer = {
      syntax: "jinja",
      compile: () => ({ status: "compiled", names: ["a", "user.name"], render: () => "" }),
    };
    const client = orkesClient({ renderer });
    const prompt = await client.acme.prompts.create({ name: "n" });
    await client.acme.versions.create(prompt, { ...LOGIC, templateSyntax: "jinja" });
    await client.acme.versions.commit(prompt);
    const { body } = await client.send("GET", "/api/prompts/n");
    expect(body).toMatchObject({ variables: ["a", "user.name"] });
  });

  test("lists as variables exactly what rendering fills", async () => {
    const client = orkesClient();
    const part = fc.oneof(
      fc.constantFrom("${a}", "${b c}", "{{a}}", "{{b.c}}", "${", "{{", "}}", "}", "\n", " ", "$", "\\"),
      fc.string({ maxLength: 3 }),
    );
    const texts = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `.${parts.join("")}`);
    await fc.assert(
      fc.asyncProperty(
        texts.filter((text) => text.isWellFormed() && !text.includes("\0")),
        async (text) => {
          await client.save("p", text);
          const listed = (await client.send("GET", "/api/prompts/p")).body as {
            readonly variables: string[];
          };
          await client.acme.deployments.deploy("p", { version: 1 });
          const live = await client.acme.resolve("p");
          for (const name of new Set([...listed.variables, "a", "b c", "b.c", "x"])) {
            const { messages } = live.render({ [name]: "<filled>" }, { mode: "lenient" });
            expect([name, messages[0]?.["content"] !== text]).toEqual([
              name,
              listed.variables.includes(name),
            ]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
