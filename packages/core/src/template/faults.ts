import type { TemplateFault } from "../errors.ts";
import { LedgerError } from "../errors.ts";
import type { Flaw } from "./pieces.ts";

/** The flaws of one text, in their order, with the path of its field and with lines and columns. */
export function faultsOf(field: string, source: string, flaws: readonly Flaw[]): readonly TemplateFault[] {
  let line = 1;
  let lineStart = 0;
  return flaws.map(({ offset, text, reason }) => {
    for (let end = source.indexOf("\n", lineStart); end !== -1 && end < offset; ) {
      line += 1;
      lineStart = end + 1;
      end = source.indexOf("\n", lineStart);
    }
    return { field, line, column: offset - lineStart + 1, text, reason };
  });
}

/** One fault in words. */
function faultText({ field, line, column, text, reason }: TemplateFault): string {
  return `${field}: ${text} at line ${line}, column ${column}: ${reason}`;
}

/** The faults in words, for the message of an error: the first one, and how many more there are. */
export function faultsText([first, ...others]: readonly TemplateFault[]): string {
  if (first === undefined) return "the template cannot be rendered";
  return `${faultText(first)}${others.length > 0 ? ` (and ${others.length} more)` : ""}`;
}

/** The error for a template that cannot be rendered. */
export function templateInvalid(faults: readonly TemplateFault[]): LedgerError {
  const issues = faults.map(({ field, ...fault }) => ({ field, message: faultText({ field, ...fault }) }));
  return new LedgerError("template-invalid", faultsText(faults), { issues, details: { faults } });
}
