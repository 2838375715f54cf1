import { randomUUID } from "node:crypto";
import { query } from "./query.ts";

/** Creates an empty database of a unique name on the server of a URL, and answers its URL. It is not removed. */
export async function createDatabase(server: string): Promise<string> {
  const name = `promptledger_${randomUUID().replaceAll("-", "_")}`;
  await query(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
