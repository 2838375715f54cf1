import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";

/** What a URL of Redis, or of a Redis Cluster, says. */
export interface RedisUrl {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** The number of the database; a cluster has the first alone. */
  readonly db: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** What stands after the question mark: options of the store. */
  readonly options: RedisUrlOptions;
}

/** The options of the store that a URL can hold. */
export interface RedisUrlOptions {
  readonly prefix?: string;
  readonly waitForReplicas?: number;
  readonly assumeDurable?: boolean;
  readonly allowVolatile?: boolean;
}

const PORT = 6379;

/** Reads `redis[s][-cluster]://[user:password@]host[:port][,host[:port]]...[/db][?option=value]...`; `form` is told where it cannot. */
export function redisUrl(text: string, form: string): RedisUrl {
  // Of many hosts the first stands for all while the rest is read, for a URL has one.
  const hosts = /^([a-z-]+):\/\/(?:([^@/?#]*)@)?([^/?#]+)([^#]*)$/iu.exec(text);
  if (hosts === null) throw unreadable(form);
  const [, scheme = "", account, list = "", rest = ""] = hosts;
  const parts = list.split(",").map((host) => parsed(`redis://${host}`, form));
  if (parts.some(({ hostname }) => hostname === "")) throw unreadable(form);
  const { pathname, searchParams } = parsed(`redis://host${rest}`, form);
  const db = /^\/?$/u.test(pathname) ? 0 : Number(/^\/(\d{1,5})$/u.exec(pathname)?.[1]);
  if (Number.isNaN(db)) throw unreadable(form);
  const { username, password } = parsed(`redis://${account === undefined ? "" : `${account}@`}host`, form);
  return {
    nodes: parts.map(({ hostname, port }) => ({
      // Brackets belong to URLs, not to addresses.
      host: hostname.replace(/^\[|\]$/gu, ""),
      port: port === "" ? PORT : Number(port),
    })),
    db,
    tls: /^rediss/iu.test(scheme),
    ...(username !== "" && { username: decoded(username, form) }),
    ...(password !== "" && { password: decoded(password, form) }),
    options: optionsOf(searchParams),
  };
}

const OPTIONS: { readonly [name: string]: (text: string) => string | number | boolean | undefined } = {
  prefix: (text) => (text === "" ? undefined : text),
  waitForReplicas: (text) => (/^\d{1,3}$/u.test(text) ? Number(text) : undefined),
  assumeDurable: flag,
  allowVolatile: flag,
};

function optionsOf(parameters: URLSearchParams): RedisUrlOptions {
  const options: { [name: string]: unknown } = {};
  for (const [name, text] of parameters) {
    const value = Object.hasOwn(OPTIONS, name) ? OPTIONS[name]?.(text) : undefined;
    if (value === undefined)
      throw new CommandError({
        code: "invalid-store",
        exitCode: EXIT.usage,
        message: `the store's URL has ${name}=${text}, which it cannot have`,
        hint: "use prefix=name, waitForReplicas=1, assumeDurable=true or allowVolatile=true",
      });
    options[name] = value;
  }
  return options;
}

function flag(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

function parsed(text: string, form: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw unreadable(form);
}

function decoded(text: string, form: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable(form);
  }
}

function unreadable(form: string): CommandError {
  return new CommandError({
    code: "invalid-store",
    exitCode: EXIT.usage,
    message: "the store is no URL that can be read",
    hint: `use ${form}; in a password, write what is special as % and two digits`,
  });
}
