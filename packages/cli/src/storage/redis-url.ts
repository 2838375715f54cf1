import type { RedisEventStoreOptions } from "@promptledger/adapter-redis";
import { invalidStore, invalidUrl, storageUrl } from "./storage-url.ts";

/** What the URL of a Redis server or Redis Cluster contains. */
export interface RedisUrl {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** The number of the database. A cluster only has database 0. */
  readonly db: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** The options of the store, from the part after the question mark. */
  readonly options: RedisUrlOptions;
}

/** The options of the store that a URL can contain. */
export type RedisUrlOptions = Pick<
  RedisEventStoreOptions,
  "prefix" | "waitForReplicas" | "assumeDurable" | "allowVolatile"
>;

// A password may contain an `@`: the last one before the hosts ends it.
const PATTERN = /^([a-z-]+):\/\/([^/?#]*@)?([^@/?#]+)([^#]*)$/iu;

/** Parses `redis[s][-cluster]://[user:password@]host[:port][,host[:port]]...[/db][?option=value]...`; errors show `form`. */
export function redisUrl(text: string, form: string): RedisUrl {
  const [, scheme = "", account = "", hosts = "", rest = ""] = PATTERN.exec(text) ?? [];
  // A host before the account would be taken for a part of it, and never be asked.
  if (account.includes(","))
    throw invalidStore(
      "the store's URL has a comma before the @",
      `use ${form}: all hosts come after the @; write a comma of the user or password as %2C`,
    );
  // A URL has one host, so each host is parsed in a URL of its own.
  const urls = hosts.split(",").map((host) => storageUrl(`redis://${account}${host}${rest}`, form));
  const { pathname, username, password, searchParams } = urls[0] as URL;
  const db = Number(/^\/?(\d{0,5})$/u.exec(pathname)?.[1]);
  if (Number.isNaN(db) || urls.some(({ hostname }) => hostname === "")) throw invalidUrl(form);
  return {
    nodes: urls.map(({ hostname, port }) => ({
      // Brackets belong to the URL, not to the address.
      host: hostname.replace(/^\[|\]$/gu, ""),
      port: Number(port || 6379),
    })),
    db,
    tls: /^rediss/iu.test(scheme),
    ...(username !== "" && { username: decodeURIComponent(username) }),
    ...(password !== "" && { password: decodeURIComponent(password) }),
    options: optionsOf(searchParams),
  };
}

const OPTIONS: { readonly [name: string]: (text: string) => string | number | boolean | undefined } = {
  prefix: (text) => text || undefined,
  waitForReplicas: (text) => (/^\d{1,3}$/u.test(text) ? Number(text) : undefined),
  assumeDurable: flag,
  allowVolatile: flag,
};

function flag(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

function optionsOf(parameters: URLSearchParams): RedisUrlOptions {
  const options: { [name: string]: unknown } = {};
  for (const [name, text] of parameters) {
    const isKnown = Object.hasOwn(OPTIONS, name);
    const value = isKnown ? OPTIONS[name]?.(text) : undefined;
    // What is unknown may be a password, so it is not shown.
    if (value === undefined)
      throw invalidStore(
        isKnown ? `the store's URL has an invalid ${name}` : "the store's URL has an unknown option",
        "use prefix=name, waitForReplicas=1, assumeDurable=true or allowVolatile=true",
      );
    options[name] = value;
  }
  return options;
}
