import { expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";

test("versions.blame says which version brought each line, of a draft too, and of a past moment", async () => {
  const { jane } = bench();
  await jane.prompts.create({ name: "P", slug: "p" });
  await jane.versions.create("p", saying("a\nb"));
  await jane.versions.commit("p");
  const { receipt } = await jane.versions.create("p", saying("a\nb\nc"));
  const versions = async (...call: Parameters<typeof jane.versions.blame>) =>
    (await jane.versions.blame(...call)).map(({ version, text }) => `${version} ${text}`);
  expect(await versions("p", "latest")).toEqual(["1 [user]", "1 a", "1 b"]);
  expect(await versions("p", 2)).toEqual(["1 [user]", "1 a", "1 b", "2 c"]);
  await jane.versions.edit("p", 2, saying("b\nc"));
  expect(await versions("p", 2)).toEqual(["1 [user]", "1 b", "2 c"]);
  expect(await versions("p", 2, { at: { position: receipt.position } })).toHaveLength(4);
  const [line] = await jane.versions.blame("p", 1);
  expect(line).toMatchObject({ line: 1, by: "jane" });
  expect(await refusal(jane.versions.blame("p", 3))).toMatchObject({ code: "version-not-found" });
});
