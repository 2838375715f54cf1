import { CallShapes } from "../call-shape/call-shapes.ts";
import { LedgerError } from "../errors.ts";
import type { PromptId } from "../prompt/prompt-ref.ts";
import type { Rendered } from "../template/render.ts";
import type { Templates } from "../template/templates.ts";
import { deepFreeze } from "../validation/freeze.ts";
import type { JsonObject } from "../validation/json.ts";
import type { Content } from "../version/content.ts";
import type { Standing } from "./standing.ts";
import type { RenderArguments } from "./typed-prompts.ts";

/** Attributes of a span that say which prompt it used. The first two are of OpenTelemetry's conventions for generative AI. */
export interface ResolvedAttributes {
  /** The slug. */
  readonly "gen_ai.prompt.name": string;
  /** The number of the version, as text. */
  readonly "gen_ai.prompt.version": string;
  /** As in {@link Resolved}. */
  readonly "promptledger.content_hash": string;
  /** Left out for a version that was asked for by its number. */
  readonly "promptledger.environment"?: string;
  /** The position of the tenant's log up to which the answer is known to hold. */
  readonly "promptledger.position": number;
}

/**
 * A version to use now: its exact content, and how to render it. It is frozen, and a live view gives everyone the same one until something about
 * it changes. `position`, `stale`, `staleness` and `attributes` are worked out when they are read. `Values` is what a render takes: any values,
 * unless the prompt is in {@link TypedPrompts}.
 */
export interface Resolved<Values extends JsonObject = JsonObject>
  extends Pick<CallShapes<Values>, "toOpenAI" | "toAnthropic" | "toAISDK"> {
  /** The prompt that was asked for. */
  readonly promptId: PromptId;
  /** The prompt's slug, also if the call named the prompt by its id. */
  readonly slug: string;
  /** The environment in which it is live. Null for a version that was asked for by its number. */
  readonly environment: string | null;
  /** The number of the version in its prompt, from 1. */
  readonly number: number;
  /** The version of the prompt's stream at this version's last event: it differs once the version is overwritten. */
  readonly revision: number;
  /** The SHA-256 of the content, in lower-case hexadecimal. */
  readonly contentHash: string;
  /** When it was deployed, in UTC, integer milliseconds. Null for a version that was asked for by its number. */
  readonly deployedAt: number | null;
  /** Why it is this version: `deployed` in the environment, or asked for by number (`version`). */
  readonly reason: "deployed" | "version";
  /** The content with its variables not yet replaced: as it was deployed, or as it was committed last. */
  readonly content: Content;
  /** Replaces variables by values. The `variables` of the version are the defaults. Throws `variables-mismatch` and `template-invalid`. */
  render(...given: RenderArguments<Values>): Rendered;
  /** The position of the tenant's log up to which this is known to be so. */
  readonly position: number;
  /** How long ago this was last known to match the store, in milliseconds. For a live view that is at most a second or two while the store answers. */
  readonly staleness: number;
  /** Whether it may have been replaced: the store does not answer, the answer was read a while ago, or the view holds a newer one by now. */
  readonly stale: boolean;
  /** What to put on a span: `span.setAttributes(resolved.attributes)`. */
  readonly attributes: ResolvedAttributes;
}

/** What makes one version different from the next. */
export type ResolvedFacts = Pick<
  Resolved,
  "promptId" | "slug" | "environment" | "number" | "revision" | "contentHash" | "deployedAt" | "content"
>;

/**
 * The one implementation of {@link Resolved}. It is a class, because a view may hold a hundred thousand of them, which share the getters of its
 * prototype; and because what a getter reads must be able to change although the object is frozen.
 */
class ResolvedVersion extends CallShapes implements Resolved {
  readonly promptId: PromptId;
  readonly slug: string;
  readonly environment: string | null;
  readonly number: number;
  readonly revision: number;
  readonly contentHash: string;
  readonly deployedAt: number | null;
  readonly reason: Resolved["reason"];
  readonly content: Content;
  readonly render: Resolved["render"];
  #standing: Standing;

  constructor(facts: ResolvedFacts, templates: Templates, standing: Standing) {
    super();
    this.promptId = facts.promptId;
    this.slug = facts.slug;
    this.environment = facts.environment;
    this.number = facts.number;
    this.revision = facts.revision;
    this.contentHash = facts.contentHash;
    this.deployedAt = facts.deployedAt;
    this.reason = facts.environment === null ? "version" : "deployed";
    const content = deepFreeze(facts.content);
    this.content = content;
    this.render = (values, options) => templates.render(content, facts.contentHash, values, options);
    this.#standing = standing;
    Object.freeze(this);
  }

  get position(): number {
    return this.#standing.position;
  }

  get staleness(): number {
    return this.#standing.staleness;
  }

  get stale(): boolean {
    return this.#standing.stale;
  }

  get attributes(): ResolvedAttributes {
    const { slug, number, contentHash, environment } = this;
    return Object.freeze({
      "gen_ai.prompt.name": slug,
      "gen_ai.prompt.version": String(number),
      "promptledger.content_hash": contentHash,
      ...(environment === null ? {} : { "promptledger.environment": environment }),
      "promptledger.position": this.position,
    });
  }

  static end(one: Resolved, standing: Standing): void {
    if (one instanceof ResolvedVersion) one.#standing = standing;
  }
}

/** Makes what a host gets. The content is frozen with it. */
export function resolvedVersion(facts: ResolvedFacts, templates: Templates, standing: Standing): Resolved {
  return new ResolvedVersion(facts, templates, standing);
}

/** The versions by number that {@link asVersion} has made, by the answer that they were made from. */
const versions = new WeakMap<Resolved, Resolved>();

/** What is deployed, as the version that was asked for by its number. It stands as that answer does. */
export function asVersion(deployed: Resolved, templates: Templates): Resolved {
  const known = versions.get(deployed);
  if (known !== undefined) return known;
  const made = new ResolvedVersion({ ...deployed, environment: null, deployedAt: null }, templates, deployed);
  versions.set(deployed, made);
  return made;
}

/** Gives an answer that a view has replaced its last standing, so that who still holds it can see that it is old. */
export function endResolved(one: Resolved, standing: Standing): void {
  ResolvedVersion.end(one, standing);
}

/** Where a prompt is live, for {@link notDeployed}. */
export interface LiveWhere {
  /** The environments in which the prompt is live. */
  readonly where: readonly string[];
  /** Whether the environment is a name that is used. */
  readonly isKnown: boolean;
  /** The environments in which anything is live; null if that is not known. */
  readonly all: readonly string[] | null;
}

/** The error for an environment in which a prompt is not live. It names those there are. */
export function notDeployed(
  prompt: string,
  environment: string,
  { where, isKnown, all }: LiveWhere,
): LedgerError {
  if (isKnown) {
    const only = where.length === 0 ? "" : `, only in ${where.join(", ")}`;
    const message = `nothing of ${prompt} is live in ${environment}${only}; deploy a committed version there`;
    return new LedgerError("not-deployed", message);
  }
  const named = all ?? where;
  const what = all === null ? `; ${prompt} is live in` : ", only in";
  const known = named.length === 0 ? `, nor is ${prompt} in another one` : `${what} ${named.join(", ")}`;
  const message = `nothing is live in an environment ${environment}${known}; check the name`;
  return new LedgerError("environment-not-found", message, {
    issues: [{ field: "environment", message }],
    details: { environment, environments: named },
  });
}
