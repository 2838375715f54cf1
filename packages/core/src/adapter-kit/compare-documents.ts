import type { Document } from "../catalog/document.ts";
import { addressOf, addressText } from "../catalog/document.ts";

/** One line for each document that is not what it should be: missing, left over, or different. */
export function compareDocuments(
  expected: readonly Document[],
  stored: readonly Document[],
): readonly string[] {
  const left = new Map(stored.map((document) => [addressText(addressOf(document)), document]));
  const differences: string[] = [];
  for (const document of expected) {
    const address = addressText(addressOf(document));
    const found = left.get(address);
    left.delete(address);
    if (found === undefined) differences.push(`${address} is missing`);
    else if (JSON.stringify(found) !== JSON.stringify(document))
      differences.push(`${address} differs from its events`);
  }
  for (const address of left.keys()) differences.push(`${address} belongs to no event`);
  return differences;
}
