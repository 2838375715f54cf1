import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findReplacedWords } from "../scripts/check-words.mjs";
import { NAMES, PHRASES } from "../scripts/replaced-words.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

describe("the check for replaced words", () => {
  it.each(PHRASES.map(({ word, say }) => [word, say]))("finds the phrase %j and suggests %j", (word, say) => {
    const finding = { line: 2, word, say };
    for (const text of [`/** A comment.\n * It ${word}. */`, `// One.\nthrow new Error("it ${word}");`])
      expect(findReplacedWords("src/a.ts", text)).toContainEqual(finding);
    expect(findReplacedWords("docs/a.md", `A page.\nIt ${word}.`)).toContainEqual(finding);
  });

  it.each(NAMES.map(({ word, say }) => [word, say]))("finds the name %j and suggests %j", (word, say) => {
    const finding = { line: 1, word, say };
    const name = `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
    expect(findReplacedWords("src/a.ts", `const ${word} = 1;`)).toContainEqual(finding);
    expect(findReplacedWords("src/a.ts", `function new${name}Of() {}`)).toContainEqual(finding);
  });

  it("finds a phrase over two lines of a comment, at its first line", () => {
    const text = "/**\n * The prompt is\n * no more.\n */\nconst a = 1;";
    expect(findReplacedWords("src/a.ts", text)).toMatchObject([{ line: 2, word: "is no more" }]);
  });

  it("leaves ordinary words alone", () => {
    const text = [
      "// A pane, a plane and an explanation; no more than three, and the two are told apart.",
      "const plane = 1, pushing = 2, alarm = 3, worldwide = 4, retell = 5, string = 6;",
      "// Tell users about the situation in the world: turn by turn, in a ring.",
      "const text = 'for every prompt there is no more work';",
    ].join("\n");
    expect(findReplacedWords("src/a.ts", text)).toEqual([]);
  });

  it("prints file, line and the better word for a planted word, and fails", () => {
    const planted = join(root, "scripts", "planted-words.md");
    writeFileSync(planted, "# A page\n\nThe prompt is no more.\n");
    try {
      const { status, stderr } = spawnSync(process.execPath, ["scripts/check-words.mjs"], {
        encoding: "utf8",
        cwd: root,
      });
      expect(stderr).toContain(
        'scripts/planted-words.md:3: "is no more" was replaced; say instead: is deleted',
      );
      expect(status).toBe(1);
    } finally {
      rmSync(planted, { force: true });
    }
  });
});
