import { describe, expect, test } from "vitest";
import { bench, logOf, refusal, saying, send } from "../../test/ledger.ts";
import type { TemplateFault } from "../errors.ts";
import { isLedgerError } from "../errors.ts";

const FAULTY = saying("Hi\n{{#if a}}x{{/if}}");
const FAULT = {
  field: "messages[0].content",
  line: 2,
  column: 1,
  text: "{{#if a}}",
  reason:
    "this looks like logic, which the syntax mustache does not have; use the syntax jinja, or for literal braces write \\{{",
};

async function templateInvalid(
  write: Promise<unknown>,
): Promise<{ readonly faults: readonly TemplateFault[]; readonly message: string }> {
  const error: unknown = await write.catch((thrown: unknown) => thrown);
  if (!isLedgerError(error, "template-invalid")) throw new Error("it was not refused", { cause: error });
  return { faults: error.details.faults ?? [], message: error.message };
}

describe("a template that cannot be rendered", () => {
  test("is refused with its places when a version is written, by any call", async () => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "n" });
    const { receipt } = await jane.versions.create(prompt, saying("{{a}}"));
    const writes = [
      () => jane.versions.create(prompt, FAULTY),
      () => jane.versions.edit(prompt, 1, FAULTY),
      () => jane.batch([{ type: "CreateVersion", prompt, from: 1, input: FAULTY }]),
      () => jane.batch([{ type: "SaveVersion", prompt, number: 1, mode: "replace", input: FAULTY }]),
      () =>
        jane.batch([{ type: "SaveVersion", prompt, number: 1, mode: "patch", input: {}, text: "{{#if a}}" }]),
      () => jane.versions.edit(prompt, 1, { templatedParts: ["tools"], tools: [{ name: "{{#if a}}" }] }),
    ];
    for (const write of writes) expect((await templateInvalid(write())).faults[0]?.text).toBe("{{#if a}}");
    const { faults, message } = await templateInvalid(jane.versions.create(prompt, FAULTY));
    expect(faults).toEqual([FAULT, expect.objectContaining({ text: "{{/if}}" })]);
    expect(message).toBe(`messages[0].content: {{#if a}} at line 2, column 1: ${FAULT.reason} (and 1 more)`);
    expect((await jane.versions.list(prompt)).total).toBe(1);
    expect(await logOf(jane, receipt.position)).toEqual([]);
  });

  test("is one also where only the type of a variable makes it so", async () => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "n" });
    await jane.versions.create(prompt, saying("{{days}}"));
    expect(
      await refusal(jane.versions.edit(prompt, 1, { variables: { days: { _type: "int" } } })),
    ).toMatchObject({
      code: "template-invalid",
      message: expect.stringContaining(
        "variables.days._type: int at line 1, column 1: is no type; use string,",
      ),
    });
    await jane.versions.edit(prompt, 1, { variables: { days: { _type: "number" } } });
  });

  test("is one also where only the syntax makes it so", async () => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "n" });
    await jane.versions.create(prompt, { ...FAULTY, templateSyntax: "dollar" });
    expect(await refusal(jane.versions.edit(prompt, 1, { templateSyntax: null }))).toMatchObject({
      code: "template-invalid",
    });
    expect(await refusal(jane.versions.edit(prompt, 1, { templateSyntax: "mustache" }))).toMatchObject({
      code: "template-invalid",
    });
    expect(await refusal(jane.versions.edit(prompt, 1, { templateSyntax: "jinja" }))).toMatchObject({
      code: "template-invalid",
      message: expect.stringContaining("this ledger has no renderer for it"),
    });
  });

  test("can be accepted; inspecting then finds it, and rendering it throws", async () => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "n" });
    const accept = { templateFaults: "accept" } as const;
    const { content } = await jane.versions.create(prompt, FAULTY, accept);
    expect(jane.versions.inspect(content).faults[0]).toEqual(FAULT);
    // What does not write the template does not check it again.
    await jane.versions.edit(prompt, 1, { model: "m", variables: { a: 1 } });
    await jane.prompts.duplicate(prompt, { name: "copy" });
    await send(jane, { type: "CommitVersion", prompt, createNextDraft: true });
    await jane.versions.create(prompt, { from: 1, model: "n" });
    await jane.deployments.deploy(prompt, { version: 1 });
    const live = await jane.resolve(prompt);
    for (const mode of ["strict", "lenient"] as const)
      expect(() => live.render({}, { mode })).toThrow(expect.objectContaining({ code: "template-invalid" }));
  });

  test("is another command neither with nor without being accepted", async () => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "n" });
    await jane.versions.create(prompt, saying("a"), { commandId: "c" });
    const again = await jane.versions.create(prompt, saying("a"), {
      commandId: "c",
      templateFaults: "accept",
    });
    expect(again.receipt.repeated).toBe(true);
  });
});
