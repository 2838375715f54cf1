import type { SaveVersion } from "@promptledger/core";
import { isLedgerError, MAXIMUM_NUMBER } from "@promptledger/core";
import * as z from "zod";
import { jsonBody } from "../../api/body/json-body.ts";
import type { Endpoint } from "../wire/call.ts";
import { saving } from "../wire/call.ts";
import { given } from "../wire/given.ts";
import { saveVersion } from "./save-version.ts";

const item = z.object({
  name: z.string().min(1),
  template: z.string(),
  version: z.int().min(1).max(MAXIMUM_NUMBER).nullish(),
  description: z.string().nullish(),
  integrations: z.array(z.string()).nullish(),
  temperature: z.number().nullish(),
  topP: z.number().nullish(),
  responseFormat: z.enum(["text", "json"]).nullish(),
  stopWords: z.array(z.string()).nullish(),
});

/** As many prompts as one request may save. */
const items = z.array(item).max(1000);

/**
 * `POST /api/prompts/`: saves one prompt after the other, and keeps those before a failure (rule X14). Skips an existing prompt that the
 * caller may not update. An integration that is missing or that the caller may not read is a failure.
 */
export const saveMany: Endpoint = saving(async (call) => {
  const list = await jsonBody(call, items, null);
  const warnings: string[] = [];
  for (const [index, one] of list.entries()) {
    try {
      const saved = await saveVersion(call, one.name, saveOf(one), index);
      if (saved["ledger-warning"] !== undefined) warnings.push(`${saved["ledger-warning"]};item=${index}`);
    } catch (error) {
      if (!isLedgerError(error, "forbidden") || error.issues.length > 0) throw error;
    }
  }
  return warnings.length === 0 ? {} : { "ledger-warning": warnings.slice(0, 10).join(", ") };
});

/** What an item saves: to version 1 unless it names another, keeping the fields that it does not name. */
function saveOf(one: z.infer<typeof item>): Omit<SaveVersion, "type"> {
  const { name: _name, template: text, version, responseFormat, integrations, ...rest } = one;
  const input = given({ ...rest, integrations: integrations && [...new Set(integrations)] });
  return {
    number: version ?? 1,
    mode: "patch",
    input,
    text,
    ...(responseFormat ? { format: responseFormat } : {}),
  };
}
