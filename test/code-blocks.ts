import { readFileSync } from "node:fs";

/** The code of a page in one language, also where a list indents it. */
export function codeBlocks(page: string, language: string): readonly string[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, "gmu");
  return [...readFileSync(page, "utf8").matchAll(fence)].map(([, indent = "", code = ""]) =>
    code.replaceAll(new RegExp(`^${indent}`, "gmu"), ""),
  );
}
