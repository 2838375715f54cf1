import type { SaveVersion } from "@promptledger/core";
import { isLedgerError, MAXIMUM_NUMBER } from "@promptledger/core";
import { z } from "zod";
import { done } from "./answer.ts";
import type { Endpoint } from "./call.ts";
import { bodyOf, writeOptions } from "./call.ts";
import { saveTo } from "./saving.ts";

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

type Item = z.infer<typeof item>;

/** How many prompts one request may save. */
const MAXIMUM_ITEMS = 1000;

const items: z.ZodType<readonly Item[]> = z.array(item).max(MAXIMUM_ITEMS);

/**
 * `POST /api/prompts/`: saves one after the other, and keeps what came before a failure (rule X14). An existing prompt that the caller may
 * not update is passed over; an integration that is missing or that the caller may not read ends it.
 */
export const savePrompts: Endpoint = async (call) => {
  const list = await bodyOf(call, items);
  for (const [index, one] of list.entries()) {
    try {
      await saveTo(call, one.name, saveOf(one), writeOptions(call, index));
    } catch (error) {
      if (!isLedgerError(error, "forbidden") || error.issues.length > 0) throw error;
    }
  }
  return done();
};

/** What an item saves: into version 1 unless it names one, keeping what it does not name. */
function saveOf(one: Item): Omit<SaveVersion, "type"> {
  const { name: _name, template: text, version, responseFormat, integrations, ...rest } = one;
  const given = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  return {
    number: version ?? 1,
    mode: "patch",
    input: {
      ...Object.fromEntries(given),
      ...(integrations ? { integrations: [...new Set(integrations)] } : {}),
    },
    text,
    ...(responseFormat ? { format: responseFormat } : {}),
  };
}
