// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { describe, expect, test } from "vitest";
import { JANE } from "./respan-client.ts";
import type { TwoApis, TwoApisOptions } from "./two-apis.ts";
import { respanPrompt } from "./two-apis.ts";

const HELLO = { messages: [{ role: "user", content: "Hello {{name}}" }], model: "gpt-4o" };
const ann = { id: "ann", kind: "user" } as const;
const bob = { id: "bob", kind: "user" } as const;
const numbersOf = (body: unknown): readonly number[] =>
  (body as { version: number }[]).map(({ version }) => version);

/** The rules X1 to X16 where Respan's API, Orkes' API and the library meet, seen from the two APIs, on whatever storage `make` opens. */
export function describeSharedLedger(make: (options?: TwoApisOptions) => TwoApis): void {
  describe("X1 slug", () => {
    test("Orkes' name is the slug, verbatim; Respan's is made of the name, and a taken one gets the id's mark", async () => {
      const apis = make();
      const { orkes, respan, client } = apis;
      await client.save("Grüße, Welt / 🎉", "Hi");
      const { body } = await respan("POST", "/list/", {});
      expect(body["results"]).toMatchObject([{ prompt_slug: "Grüße, Welt / 🎉", name: "Grüße, Welt / 🎉" }]);
      await client.save("grüße-welt", "Hi");
      const made = (await respan("POST", "/", { name: "Grüße Welt" })).body;
      expect(made["prompt_slug"]).toBe(`grüße-welt-${String(made["id"]).slice(-6).toLowerCase()}`);
      expect((await respan("POST", "/", { name: "x", prompt_slug: "grüße-welt" })).status).toBe(400);
      const path = `/${encodeURIComponent(String(made["prompt_slug"]))}`;
      await respan("POST", `/${String(made["id"])}/versions/`, { ...HELLO, deploy: true });
      expect((await orkes("GET", path)).body).toMatchObject({ template: "Hello {{name}}" });
    });

    test("a slug is found in every normal form, through both APIs", async () => {
      const { orkes, respan, client } = make();
      const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];
      await client.save(decomposed, "Hi");
      for (const name of [composed, decomposed]) {
        const found = await orkes("GET", `/${encodeURIComponent(name)}`);
        expect(found.body).toMatchObject({ name: composed, template: "Hi" });
        const filters = { prompt_slug: { operator: "equals", value: name } };
        expect((await respan("POST", "/list/", { filters })).body).toMatchObject({ count: 1 });
        expect((await respan("POST", "/", { name: "x", prompt_slug: name })).status).toBe(400);
      }
      await client.save(composed, "Hello");
      expect((await respan("POST", "/list/", {})).body).toMatchObject({ count: 1 });
    });

    test("a prompt called test cannot be POSTed to, for its path is taken; PUT and everything else work", async () => {
      const { orkes } = make();
      expect((await orkes("POST", "/test?description=d", "Hi")).status).toBe(400);
      expect((await orkes("PUT", "/test?description=d", "Hi")).status).toBe(200);
      expect((await orkes("GET", "/test")).body).toMatchObject({ name: "test", template: "Hi" });
      expect((await orkes("DELETE", "/test")).status).toBe(200);
    });
  });

  describe("X2 renaming", () => {
    test("through Respan leaves the Orkes name; a moved slug is 404 under the old name, and grants stay", async () => {
      const { orkes, respan, acme } = make();
      await orkes("POST", "/greeter?description=d", "Hi", ann);
      const { id } = await acme.prompts.get("greeter");
      await respan("PATCH", `/${id}/`, { name: "Another name" }, ann);
      expect((await orkes("GET", "/greeter")).status).toBe(200);
      await orkes("POST", "/other?description=d", "Hi");
      expect((await respan("PATCH", `/${id}/`, { prompt_slug: "other" }, ann)).status).toBe(400);
      expect((await respan("PATCH", `/${id}/`, { prompt_slug: "moved" }, ann)).status).toBe(200);
      expect((await orkes("GET", "/greeter")).status).toBe(404);
      expect((await orkes("GET", "/moved", undefined, ann)).status).toBe(200);
      expect((await orkes("GET", "/moved", undefined, bob)).status).toBe(403);
    });
  });

  describe("X3 no versions yet", () => {
    test("a fresh Respan prompt is 404 to Orkes' GET, and nobody takes it over by saving to its name", async () => {
      const apis = make();
      const { orkes } = apis;
      await respanPrompt(apis, "Greeter", ann);
      for (const path of ["/greeter", "/greeter/versions"])
        expect((await orkes("GET", path, undefined, ann)).status).toBe(404);
      expect((await orkes("POST", "/greeter?description=d", "mine", bob)).status).toBe(403);
      expect((await orkes("PUT", "/greeter?description=d", "mine", bob)).status).toBe(403);
      expect((await orkes("POST", "/greeter?description=d", "ours", ann)).status).toBe(200);
    });
  });

  describe("X4 Orkes reads", () => {
    test("show committed versions alone, and the highest of them as the latest", async () => {
      const apis = make();
      const { orkes, respan } = apis;
      const path = await respanPrompt(apis, "Greeter");
      await respan("POST", `${path}/versions/`, HELLO);
      expect((await orkes("GET", "/greeter?version=1")).status).toBe(404);
      expect((await orkes("GET", "")).body).toEqual([]);
      await respan("POST", `${path}/commits/`, {});
      await respan("PATCH", `${path}/versions/2/`, { model: "draft" });
      expect((await orkes("GET", "/greeter")).body).toMatchObject({ version: 1 });
      expect((await orkes("GET", "/greeter?version=2")).status).toBe(404);
      expect(numbersOf((await orkes("GET", "/greeter/versions")).body)).toEqual([1]);
      expect(numbersOf((await orkes("GET", "")).body)).toEqual([1]);
    });
  });

  describe("X5 Orkes writes", () => {
    test("count every slot, bring a deleted top number back, and commit the draft that they meet", async () => {
      const apis = make();
      const { orkes, respan, acme } = apis;
      const path = await respanPrompt(apis, "Greeter");
      await respan("POST", `${path}/versions/`, HELLO);
      await orkes("POST", "/greeter?description=d&autoIncrement=true", "two");
      expect(numbersOf((await orkes("GET", "/greeter/versions")).body)).toEqual([2, 1]);
      await orkes("DELETE", "/greeter/versions/2");
      await orkes("POST", "/greeter?description=d&autoIncrement=true", "two again");
      expect((await orkes("GET", "/greeter")).body).toMatchObject({ version: 2, template: "two again" });
      await orkes("DELETE", "/greeter/versions/2");
      expect(await acme.versions.create("greeter", HELLO as never)).toMatchObject({ number: 3 });
      await orkes("PUT", "/greeter?description=d", "the draft");
      expect(await acme.versions.get("greeter", 3)).toMatchObject({ status: "committed" });
    });
  });

  describe("X6 POST replaces, PUT patches", () => {
    test("the whole record again by POST, kept by PUT; the event says which, and the same again appends nothing", async () => {
      const apis = make();
      const { orkes, acme, events } = apis;
      await orkes("POST", "/", [{ name: "greeter", template: "Hi", temperature: 0.5 }]);
      await orkes("PUT", "/greeter?description=d", "Hello", { ...bob, kind: "admin" });
      expect((await orkes("GET", "/greeter")).body).toMatchObject({
        temperature: 0.5,
        createdBy: "user@example.com",
      });
      await orkes("POST", "/greeter?description=d", "Hello", { ...bob, kind: "admin" });
      const replaced = (await orkes("GET", "/greeter")).body;
      expect(replaced).toMatchObject({ createdBy: "bob", updatedBy: "bob" });
      expect(replaced).not.toHaveProperty("temperature");
      const before = await events("greeter");
      await orkes("POST", "/greeter?description=d", "Hello", { ...bob, kind: "admin" });
      await orkes("PUT", "/greeter?description=d", "Hello");
      expect(await events("greeter")).toEqual(before);
      const modes = (await acme.history.of("greeter")).items.flatMap((event) =>
        event.type === "VersionReopened" ? [event.data.mode] : [],
      );
      expect(modes).toEqual(["patch", "replace"]);
    });

    test("a save onto a deleted number begins a new record", async () => {
      const { orkes, acme, client } = make();
      await client.save("greeter", "one");
      await client.save("greeter", "two", "&version=2");
      const before = await acme.versions.get("greeter", 2);
      await orkes("DELETE", "/greeter/versions/2");
      await orkes("PUT", "/greeter?description=d&version=2", "again", { ...bob, kind: "admin" });
      const after = await acme.versions.get("greeter", 2);
      expect(after).toMatchObject({ createdBy: "bob" });
      expect(after.id).not.toBe(before.id);
    });
  });

  describe("X7 notes are not content", () => {
    test("a new description and an associated model reopen nothing and keep the hash", async () => {
      const { orkes, client, acme, events } = make();
      await client.send("POST", "/api/integrations/provider/ours", { type: "custom" });
      await client.send("POST", "/api/integrations/provider/ours/integration/m", {});
      await client.save("greeter", "Hi");
      const before = await acme.versions.get("greeter", 1);
      await orkes("PUT", "/greeter?description=new&models=ours:a", "Hi");
      await client.send("POST", "/api/integrations/provider/ours/integration/m/prompt/greeter");
      const after = await acme.versions.get("greeter", 1);
      expect(after).toMatchObject({ description: "new", integrations: ["ours:a", "ours:m"] });
      expect(after.contentHash).toBe(before.contentHash);
      expect(await events("greeter")).not.toContain("VersionReopened");
    });
  });

  describe("X8 only Respan's commit opens a draft", () => {
    test("and a prompt born through Orkes has none: its commit and a PATCH of content are 400", async () => {
      const apis = make();
      const { respan, acme, client, orkes } = apis;
      const path = await respanPrompt(apis, "Greeter");
      await respan("POST", `${path}/versions/`, HELLO);
      await respan("POST", `${path}/commits/`, {});
      expect(await acme.prompts.get("greeter")).toMatchObject({ draft: 2 });
      expect((await respan("POST", `${path}/commits/`, {})).body).toMatchObject({
        version: 2,
        readonly: true,
      });
      await client.save("born", "Hi");
      const { id } = await acme.prompts.get("born");
      expect((await respan("POST", `/${id}/commits/`, {})).status).toBe(400);
      expect((await respan("PATCH", `/${id}/versions/1/`, { temperature: 1 })).status).toBe(400);
      expect((await orkes("GET", "/born/versions")).body).toHaveLength(1);
    });
  });

  describe("X9 Respan's view of an Orkes prompt", () => {
    test("has the model of its first integration, one message, nulls, and one deployment that counts", async () => {
      const { respan, client, acme } = make();
      await client.send("POST", "/api/integrations/provider/ours", { type: "custom" });
      await client.save("greeter", "Hi ${name}", "&models=ours:tiny:7b&models=ours:b");
      await client.save("plain", "Hi");
      const { id } = await acme.prompts.get("greeter");
      expect((await respan("GET", `/${id}/versions/1/`)).body).toMatchObject({
        model: "tiny:7b",
        variables: {},
        messages: [{ role: "user", content: "Hi ${name}" }],
        temperature: null,
        max_tokens: null,
        top_p: null,
        frequency_penalty: null,
        presence_penalty: null,
        seed: null,
        stream: false,
        readonly: true,
        is_deployed: false,
      });
      const other = await acme.prompts.get("plain");
      expect((await respan("GET", `/${other.id}/versions/1/`)).body["model"]).toBe("");
      await acme.deployments.deploy({ id }, { version: 1, environment: "staging" });
      expect((await respan("GET", `/${id}/versions/1/`)).body["is_deployed"]).toBe(false);
      const refused = await respan("DELETE", `/${id}/versions/1/`);
      expect([refused.status, String(refused.body["detail"])]).toEqual([
        400,
        expect.stringContaining("staging"),
      ]);
      const { body } = await respan("GET", `/${id}/`);
      expect(
        (body["updated_at"] as string) >= (body["current_version"] as { updated_at: string }).updated_at,
      ).toBe(true);
    });
  });

  describe("X10 Orkes' view of a Respan prompt", () => {
    test("joins the texts of all messages, and finds the variables by the version's own syntax", async () => {
      const apis = make();
      const { orkes, respan, acme } = apis;
      const path = await respanPrompt(apis, "Greeter");
      const messages = [
        { role: "system", content: "You are ${x}" },
        { role: "user", content: [{ type: "text", text: "Hello {{name}}" }] },
      ];
      const responseFormat = { type: "json_schema", json_schema: { name: "s" } };
      const body = { messages, model: "gpt-4o", response_format: responseFormat, deploy: true };
      await respan("POST", `${path}/versions/`, body);
      expect((await orkes("GET", "/greeter")).body).toMatchObject({
        template: "You are ${x}\n\nHello {{name}}",
        variables: ["name"],
        responseFormat: "json",
        temperature: 0.7,
        topP: 1,
      });
      // The same template is no change: the messages stay two, and the schema stays a schema.
      const same = { name: "greeter", template: "You are ${x}\n\nHello {{name}}", responseFormat: "json" };
      await orkes("POST", "/", [same]);
      expect((await acme.versions.get("greeter", 1)).content).toMatchObject({
        messages,
        responseFormat,
      });
    });

    test("is written by PUT in its syntax and role, by POST as a message of the user with ${}; Respan writes Jinja", async () => {
      const apis = make();
      const { orkes, respan, acme } = apis;
      const contentOf = async (number: number) => (await acme.versions.get("greeter", number)).content;
      const path = await respanPrompt(apis, "Greeter");
      await respan("POST", `${path}/versions/`, { ...HELLO, messages: [{ role: "system", content: "Hi" }] });
      await orkes("PUT", "/greeter?description=d", "Hi {{name}}");
      const patched = await contentOf(1);
      expect(patched.messages).toEqual([{ role: "system", content: "Hi {{name}}" }]);
      expect(patched.templateSyntax).toBe("jinja");
      await orkes("POST", "/greeter?description=d", "Hi ${name}");
      expect(await contentOf(1)).toEqual({
        messages: [{ role: "user", content: "Hi ${name}" }],
        templateSyntax: "dollar",
      });
      await acme.versions.create("greeter", { ...(await contentOf(1)) });
      await respan("PATCH", `${path}/versions/2/`, { messages: [{ role: "user", content: "Hi {{name}}" }] });
      expect(await contentOf(2)).toMatchObject({ templateSyntax: "jinja" });
      // As the library writes it, and as Respan sends it back: nothing is written.
      await acme.versions.edit("greeter", 2, { templateSyntax: "mustache" });
      await respan("PATCH", `${path}/versions/2/`, { messages: (await contentOf(2)).messages });
      expect(await contentOf(2)).toMatchObject({ templateSyntax: "mustache" });
    });
  });

  describe("X11 tags", () => {
    test("have one id everywhere; Respan names them key or key:value, and Orkes shows no value as an empty one", async () => {
      const { orkes, respan, client, acme } = make();
      await client.save("greeter", "Hi");
      await orkes("PUT", "/greeter/tags", [
        { key: "team", value: "docs" },
        { key: "plain", value: "" },
      ]);
      await acme.prompts.tag("greeter", { key: "of-the-library" });
      const { id, tags } = await acme.prompts.get("greeter");
      const shown = (await respan("GET", `/${id}/`)).body["tags"] as { id: string; name: string }[];
      expect(shown.map(({ name }) => name)).toEqual(["team:docs", "plain", "of-the-library"]);
      expect(shown.map((tag) => tag.id)).toEqual(tags.map((tag) => tag.id));
      expect((await orkes("GET", "/greeter/tags")).body).toEqual([
        { key: "team", value: "docs" },
        { key: "plain", value: "" },
        { key: "of-the-library", value: "" },
      ]);
    });

    test("a grant on a tag gives nothing where the one who tags could not grant it themselves", async () => {
      const { orkes, client } = make();
      const grant = (access: readonly string[], target: object, id: string) =>
        client.send("POST", "/api/auth/authorization", { subject: { type: "USER", id }, target, access });
      await grant(["READ", "UPDATE", "DELETE"], { type: "TAG", id: "team:docs" }, "bob");
      await client.save("greeter", "Hi");
      await grant(["READ", "UPDATE"], { type: "PROMPT", id: "greeter" }, "ann");
      await orkes("PUT", "/greeter/tags", [{ key: "team", value: "docs" }], ann);
      expect((await orkes("DELETE", "/greeter", undefined, bob)).status).toBe(403);
      expect((await orkes("GET", "/greeter", undefined, bob)).status).toBe(200);
    });
  });

  describe("X12 deleting", () => {
    test("the last version: Orkes deletes the prompt, Respan leaves it empty", async () => {
      const { orkes, respan, client, acme } = make();
      await client.save("one", "Hi");
      await client.save("two", "Hi");
      const { id } = await acme.prompts.get("two");
      await orkes("DELETE", "/one/versions/1");
      expect((await respan("DELETE", `/${id}/versions/1/`)).status).toBe(204);
      const found = await acme.prompts.find({
        deleted: "any",
        sort: { field: "slug", direction: "ascending" },
      });
      expect(found.items.map(({ slug, deleted }) => [slug, deleted])).toEqual([
        ["one", true],
        ["two", false],
      ]);
    });

    test("a live version is refused, 409 by Orkes and 400 by Respan; the prompt may go, and comes back without deployments", async () => {
      const { orkes, respan, client, acme } = make();
      await orkes("POST", "/greeter?description=d", "Hi", ann);
      const { id } = await acme.prompts.get("greeter");
      await respan("POST", `/${id}/deployments/`, { version: 1 });
      expect((await orkes("DELETE", "/greeter/versions/1")).status).toBe(409);
      expect((await respan("DELETE", `/${id}/versions/1/`)).status).toBe(400);
      expect((await orkes("DELETE", "/greeter")).status).toBe(200);
      const types = (await acme.history.of({ id })).items.map(({ type }) => type);
      expect(types.slice(-2)).toEqual(["VersionUndeployed", "PromptDeleted"]);
      await client.save("greeter", "another prompt");
      expect((await acme.prompts.get("greeter")).id).not.toBe(id);
      await expect(acme.prompts.restore({ id })).rejects.toMatchObject({ code: "slug-taken" });
      expect(await acme.prompts.restore({ id }, { slug: "back" })).toMatchObject({
        live: null,
        numbers: [1],
      });
      expect((await orkes("GET", "/back", undefined, ann)).body).toMatchObject({ template: "Hi" });
    });
  });

  describe("X13 deployments pin", () => {
    test("overwriting a live slot through Orkes changes the slot, not what is live", async () => {
      const { orkes, respan, client, acme } = make();
      await client.save("greeter", "one");
      const { id } = await acme.prompts.get("greeter");
      await respan("POST", `/${id}/deployments/`, { version: 1 });
      await client.save("greeter", "two");
      expect((await orkes("GET", "/greeter")).body).toMatchObject({ template: "two" });
      const live = (await respan("GET", `/${id}/`)).body["live_version"];
      expect(live).toMatchObject({ version: 1, messages: [{ content: "one" }] });
      expect((await acme.resolve("greeter")).content.messages).toEqual([{ role: "user", content: "one" }]);
      await respan("POST", `/${id}/deployments/`, { version: 1 });
      expect((await acme.resolve("greeter")).content.messages).toEqual([{ role: "user", content: "two" }]);
    });

    test("a version whose description changed is deployed again, and the answer has the new one", async () => {
      const { respan, client, acme, orkes } = make();
      await client.save("greeter", "one");
      const { id } = await acme.prompts.get("greeter");
      const deploy = async () => (await respan("POST", `/${id}/deployments/`, { version: 1 })).body;
      expect(await deploy()).toMatchObject({ description: "d", is_deployed: true });
      await orkes("PUT", "/greeter?description=new&version=1", "one");
      expect(await deploy()).toMatchObject({ description: "new", is_deployed: true });
      const live = (await respan("GET", `/${id}/`)).body["live_version"];
      expect(live).toMatchObject({ version: 1, description: "new" });
    });

    test("with deployOnSave a save is live in the same append", async () => {
      const { orkes, client, acme, events } = make({ deployOnSave: "production" });
      await client.save("greeter", "one");
      expect((await acme.resolve("greeter")).number).toBe(1);
      await client.save("greeter", "two", "&autoIncrement=true");
      await orkes("PUT", "/greeter?description=d", "two, again");
      expect((await acme.resolve("greeter")).content.messages).toEqual([
        { role: "user", content: "two, again" },
      ]);
      await client.save("greeter", "one, again");
      expect((await acme.resolve("greeter")).number).toBe(1);
      await orkes("PUT", "/greeter?description=e&version=1", "one, again");
      expect((await acme.prompts.get("greeter")).live?.version.description).toBe("e");
      expect((await events("greeter")).filter((type) => type === "VersionDeployed")).toHaveLength(5);
      const log = (await acme.history.of("greeter")).items;
      const deployed = log.filter(({ type }) => type === "VersionDeployed");
      for (const { metadata } of deployed)
        expect(
          log.some((one) => one.type !== "VersionDeployed" && one.metadata.commandId === metadata.commandId),
        ).toBe(true);
    });
  });

  describe("X14 several writes in one call", () => {
    test("a key used again with other content is 400 on Respan and 422 on Orkes; Orkes' bulk keeps what came before", async () => {
      const { client, acme, orkes } = make();
      const options = { headers: { "idempotency-key": "k" } };
      await client.send("POST", "/api/prompts/a?description=d", "one", options);
      expect((await client.send("POST", "/api/prompts/a?description=d", "two", options)).status).toBe(422);
      await expect(acme.prompts.create({ name: "x" }, { commandId: "k" })).rejects.toMatchObject({
        code: "command-id-reused",
      });
      const asBob = { ...options, as: bob };
      expect((await client.send("POST", "/api/prompts/b?description=d", "three", asBob)).status).toBe(200);
      const items = [
        { name: "kept", template: "t" },
        { name: "refused", template: "t", integrations: ["none:m"] },
      ];
      expect((await orkes("POST", "/", items)).status).toBe(404);
      expect((await orkes("GET", "/kept")).status).toBe(200);
      expect((await orkes("GET", "/refused")).status).toBe(404);
    });

    test("Respan's deploy is one append with the write that it rides on", async () => {
      const apis = make();
      const path = await respanPrompt(apis, "Greeter");
      await apis.respan("POST", `${path}/versions/`, { ...HELLO, deploy: true });
      const log = (await apis.acme.history.of("greeter")).items;
      expect(new Set(log.slice(1).map(({ metadata }) => metadata.commandId)).size).toBe(1);
      expect(log.map(({ type }) => type)).toContain("VersionDeployed");
    });
  });

  describe("X15 who", () => {
    test("both APIs read the person from the directory, from which it can be erased", async () => {
      const { orkes, respan, client, acme } = make();
      await client.save("greeter", "Hi");
      const { id } = await acme.prompts.get("greeter");
      const editor = async () => (await respan("GET", `/${id}/versions/1/`)).body["edited_by"];
      expect(await editor()).toEqual({ id: 1, email: JANE.email, first_name: "John", last_name: "Doe" });
      expect((await orkes("GET", "/greeter")).body).toMatchObject({ createdBy: JANE.email });
      await acme.actors.erase(JANE.id);
      const erased = { id: 1, email: "", first_name: "erased", last_name: "" };
      expect(await editor()).toEqual(erased);
      const people = { createdBy: "erased", updatedBy: "erased" };
      expect((await orkes("GET", "/greeter")).body).toMatchObject(people);
      // The caller's session still has the name. It is not stored again.
      await client.save("greeter", "Hello");
      expect(await editor()).toEqual(erased);
      expect((await orkes("GET", "/greeter")).body).toMatchObject(people);
    });
  });

  describe("X16 ids", () => {
    test("are given once: an id that Orkes' delete has freed is no more free to Respan", async () => {
      const { orkes, respan } = make();
      expect((await respan("POST", "/", { name: "Greeter", prompt_id: "mine" })).status).toBe(201);
      await orkes("POST", "/greeter?description=d", "Hi");
      await orkes("DELETE", "/greeter");
      expect((await respan("POST", "/", { name: "Greeter", prompt_id: "mine" })).status).toBe(400);
      expect((await respan("POST", "/", { name: "Greeter", prompt_id: "no id!" })).status).toBe(400);
    });
  });
}
