import type { TenantLedger } from "@promptledger/core";
import { isJsonObject } from "@promptledger/core";

/** As many places as one answer names. */
const MAXIMUM_WARNINGS = 10;

/**
 * The header `Ledger-Warning` of an answer to a write: each place of the version's templates that cannot be rendered, as
 * `template-invalid;field="messages[0].content";line=1;column=4`. The products whose APIs these are accept such templates, so their writes
 * succeed. Empty if there are none, or if the actor may not read what was written.
 */
export function templateWarnings(
  { versions }: Pick<TenantLedger, "versions">,
  written: unknown,
): { readonly "ledger-warning"?: string } {
  const content = isJsonObject(written) && "content" in written ? written["content"] : null;
  if (!isJsonObject(content)) return {};
  const { faults } = versions.inspect(content);
  if (faults.length === 0) return {};
  const shown = faults.slice(0, MAXIMUM_WARNINGS).map(
    ({ field, line, column }) =>
      // A header is ASCII. What the text says there stays out of it.
      `template-invalid;field="${field.replace(/[^ !#-[\]-~]/gu, "?")}";line=${line};column=${column}`,
  );
  return { "ledger-warning": shown.join(", ") };
}
