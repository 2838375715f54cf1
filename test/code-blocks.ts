import { readFileSync } from "node:fs";

/** The code of a page in one language, also where a list indents it. */
export function codeBlocks(page: string, language: string): readonly string[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, "gmu");
  return [...readFileSync(page, "utf8").matchAll(fence)].map(([, indent = "", code = ""]) =>
    code.replaceAll(new RegExp(`^${indent}`, "gmu"), ""),
  );
}

/**
 * What comments behind `console.log` say that it prints, and it does not. A comment is the whole line. Behind a colon it may explain the line, and
 * `...` at its end stands for the rest.
 */
export function unprinted(code: string, stdout: string): readonly string[] {
  const lines = stdout.split("\n").map((line) => line.trim());
  const isPrinted = (comment: string): boolean => {
    const [shown = "", ...rest] = comment.split(/ ?\.\.\.$/u);
    return lines.some((line) =>
      rest.length > 0
        ? line.startsWith(shown)
        : line === comment || (line !== "" && comment.startsWith(`${line}: `)),
    );
  };
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/gu)]
    .map(([, comment = ""]) => comment)
    .filter((comment) => !isPrinted(comment));
}
