import { MAXIMUM_NUMBER } from "@promptledger/core";
import { invalidField } from "../../api/errors/http-error.ts";

/** A version's number from a text. Throws 400. */
export function versionOf(text: string): number {
  if (/^[0-9]{1,10}$/u.test(text) && Number(text) >= 1 && Number(text) <= MAXIMUM_NUMBER) return Number(text);
  throw invalidField("version", `must be an integer from 1 to ${MAXIMUM_NUMBER}`);
}

/** The query's version; undefined if it has none. Throws 400. */
export function queriedVersion({ searchParams }: URL): number | undefined {
  const text = searchParams.get("version");
  return text ? versionOf(text) : undefined;
}

/** A flag of the query: `true` or `false`, in upper or lower case. Throws 400. */
export function flag({ searchParams }: URL, name: string, otherwise: boolean): boolean {
  const text = searchParams.get(name)?.toLowerCase() || String(otherwise);
  if (text === "true" || text === "false") return text === "true";
  throw invalidField(name, "expected true or false");
}

/** The query's models without duplicates: repeated (`models=a:b&models=c:d`), joined by commas, or both. Undefined if there are none. */
export function queriedModels({ searchParams }: URL): readonly string[] | undefined {
  const given = searchParams.getAll("models");
  if (given.length === 0) return undefined;
  return [...new Set(given.flatMap((text) => text.split(",")).filter((model) => model !== ""))];
}

/** The query's description, which is required but may be empty. Throws 400. */
export function description({ searchParams }: URL): string {
  const text = searchParams.get("description");
  if (text !== null) return text;
  throw invalidField("description", "This field is required.");
}
