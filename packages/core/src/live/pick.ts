import { LedgerError } from "../errors.ts";
import type { PromptKey, PromptRef } from "../prompt/prompt-ref.ts";
import { parsePromptRef } from "../prompt/prompt-ref.ts";
import type { Templates } from "../template/templates.ts";
import { parse } from "../validation/parse.ts";
import type { LiveResolveOptions } from "./live-options.ts";
import { liveResolveSchema } from "./live-options.ts";
import type { LiveLookup, LivePrompt } from "./live-tables.ts";
import { noSuchVersion } from "./no-such-version.ts";
import type { Resolved } from "./resolved.ts";
import { asVersion, notDeployed } from "./resolved.ts";
import type { Selection } from "./selection.ts";
import type { Standing } from "./standing.ts";

/** What a view answers from. */
export interface PickSource {
  /** The tables of this moment. */
  tables(): LiveLookup;
  readonly selection: Selection;
  readonly standing: Standing;
  /** The default environment. */
  readonly environment: string;
  readonly maxStalenessMs: number | undefined;
  readonly templates: Templates;
}

/**
 * Makes the `resolve` of a view. What is live is found by one look in a map; only what is not found is looked at closely, for an error that says
 * what there is.
 */
export function picker(source: PickSource): (ref: PromptRef, options?: LiveResolveOptions) => Resolved {
  const { standing, maxStalenessMs } = source;
  return (ref, options) => {
    const tables = source.tables();
    if (options === undefined && typeof ref === "string") {
      const live = tables.byDefault.get(ref);
      if (live !== undefined) {
        if (maxStalenessMs !== undefined) requireFresh(standing, maxStalenessMs);
        return live;
      }
    }
    const prompt = typeof ref === "string" ? tables.bySlug.get(ref) : byIdOf(tables, ref);
    if (prompt !== undefined && !prompt.isDeleted && (options === undefined || isPlain(options))) {
      const environment = options?.environment ?? source.environment;
      for (const { environment: name, resolved } of prompt.deployments)
        if (name === environment && resolved !== null) {
          if (maxStalenessMs !== undefined) requireFresh(standing, maxStalenessMs);
          return resolved;
        }
    }
    return pickSlowly(source, ref, options);
  };
}

function byIdOf({ byId }: LiveLookup, ref: Exclude<PromptRef, string>): LivePrompt | undefined {
  if (typeof ref !== "object" || ref === null) return undefined;
  return byId.get("promptId" in ref ? ref.promptId : ref.id);
}

/** Whether options hold nothing but an environment. Others are checked one by one: a name that was mistyped must not be passed over. */
function isPlain(options: LiveResolveOptions): boolean {
  if (typeof options !== "object" || options === null) return false;
  for (const name in options) if (name !== "environment") return false;
  return true;
}

function requireFresh(standing: Standing, most: number): void {
  const { staleness } = standing;
  if (staleness <= most) return;
  throw new LedgerError(
    "too-stale",
    `the live view last matched the store ${staleness} ms ago, and maxStalenessMs is ${most}; try again when the store answers`,
  );
}

function pickSlowly(source: PickSource, ref: PromptRef, given: LiveResolveOptions | undefined): Resolved {
  const key = parsePromptRef(ref);
  const { environment, version } =
    given === undefined ? {} : parse(liveResolveSchema, given, (path) => path || "options");
  const prompt = promptOf(source, key);
  if (source.maxStalenessMs !== undefined) requireFresh(source.standing, source.maxStalenessMs);
  if (version !== undefined) return versionOf(source, prompt, version);
  return deployedIn(source, prompt, environment ?? source.environment);
}

function promptOf({ tables, selection }: PickSource, key: PromptKey): LivePrompt {
  const { byId, bySlug } = tables();
  const prompt = "id" in key ? byId.get(key.id) : bySlug.get(key.slug);
  const isDeleted = prompt?.isDeleted === true;
  if (prompt !== undefined && !isDeleted) return prompt;
  const named = "id" in key ? `the id ${key.id}` : `the slug "${key.slug}"`;
  if (!isDeleted && selection.prompts !== null && !selection.prompts.names(key))
    throw notLoaded(`a prompt with ${named}`, "`prompts`");
  if (isDeleted)
    throw new LedgerError("prompt-deleted", `the prompt ${prompt.id} is deleted; restore it first`);
  const message = `there is no prompt with ${named}`;
  throw new LedgerError("prompt-not-found", message, { issues: [{ field: "prompt", message }] });
}

function deployedIn(source: PickSource, { slug, deployments }: LivePrompt, environment: string): Resolved {
  const { environments } = source.selection;
  const found = deployments.find((one) => one.environment === environment);
  if (found?.resolved) return found.resolved;
  if (environments !== null && !environments.has(environment))
    throw notLoaded(
      `the environment ${environment}; it holds ${[...environments].join(", ")}`,
      "`environments`",
    );
  const tables = source.tables();
  const isKnown = environment === source.environment || tables.isLiveIn(environment);
  const where = deployments.map((one) => one.environment).sort();
  throw notDeployed(`"${slug}"`, environment, { where, isKnown, all: tables.environments() });
}

function versionOf(
  { templates }: PickSource,
  { slug, draft, versions, deployments }: LivePrompt,
  wanted: number | "latest",
): Resolved {
  if (versions === null) {
    const deployed = deployments.find(
      ({ pin, isCurrent, resolved }) => isCurrent && resolved !== null && pin.number === wanted,
    );
    if (deployed?.resolved) return asVersion(deployed.resolved, templates);
    const which = wanted === "latest" ? "all versions" : `version ${wanted}`;
    throw notLoaded(`${which} of "${slug}"`, "`versions`", "the prompt");
  }
  const numbers = [...versions.keys()].sort((left, right) => left - right);
  const found = versions.get(wanted === "latest" ? (numbers.at(-1) ?? 0) : wanted);
  if (found !== undefined) return found;
  if (wanted === draft)
    throw new LedgerError("version-is-draft", `version ${wanted} of "${slug}" is a draft; commit it first`);
  throw noSuchVersion(`"${slug}"`, wanted, numbers);
}

function notLoaded(what: string, option: string, named = "it"): LedgerError {
  const message = `this live view does not hold ${what}; name ${named} in ${option} of acme.live, or read it once with acme.resolve`;
  return new LedgerError("not-loaded", message);
}
