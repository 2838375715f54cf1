import { MAXIMUM_NUMBER } from "@promptledger/core";
import { badRequest } from "./refusal.ts";

/** A whole number that a version can have, out of a text. Throws 400. */
export function versionOf(text: string): number {
  if (/^[0-9]{1,10}$/u.test(text) && Number(text) >= 1 && Number(text) <= MAXIMUM_NUMBER) return Number(text);
  throw badRequest([{ field: "version", message: `must be an integer from 1 to ${MAXIMUM_NUMBER}` }]);
}

/** The query's version; undefined where there is none. Throws 400. */
export function queriedVersion(query: URLSearchParams): number | undefined {
  const text = query.get("version");
  return text === null || text === "" ? undefined : versionOf(text);
}

/** A flag of the query, `true` or `false` in any case. Throws 400. */
export function flag(query: URLSearchParams, name: string, otherwise: boolean): boolean {
  const text = query.get(name)?.toLowerCase() ?? "";
  if (text === "") return otherwise;
  if (text === "true" || text === "false") return text === "true";
  throw badRequest([{ field: name, message: "expected true or false" }]);
}

/** The query's models, each once: repeated (`models=a:b&models=c:d`), joined by commas, or both. Undefined where there are none. */
export function queriedModels(query: URLSearchParams): readonly string[] | undefined {
  const given = query.getAll("models");
  if (given.length === 0) return undefined;
  return [...new Set(given.flatMap((text) => text.split(",")).filter((model) => model !== ""))];
}

/** The query's description, which is required but may be empty. Throws 400. */
export function description(query: URLSearchParams): string {
  const text = query.get("description");
  if (text !== null) return text;
  throw badRequest([{ field: "description", message: "This field is required." }]);
}
