import type { Hasher } from "../ports/hasher.ts";
import { sameJson } from "../validation/same-json.ts";
import type { Content } from "../version/content.ts";
import type { LivePrompt, LiveTables } from "./live-tables.ts";
import type { Resolved } from "./resolved.ts";
import type { Selection } from "./selection.ts";
import type { LiveSession } from "./session.ts";
import type { Standing } from "./standing.ts";

/**
 * What is live at one position of a tenant's log, in a form that can be kept in a file: JSON text `{ sha256, bundle: [head, prompt, ...] }`, where
 * the hash is that of the text of `bundle`. The head and each prompt have a line of their own, so that a prompt can be read without the others.
 */
export interface BundleHead {
  readonly format: 1;
  readonly tenant: string;
  /** The default environment. */
  readonly environment: string;
  /** The environments that it holds; null for all. */
  readonly environments: readonly string[] | null;
  /** The prompts that it was restricted to, by slug or id; null for all. */
  readonly prompts: readonly ({ readonly id: string } | { readonly slug: string })[] | null;
  readonly position: number;
  /** When it last matched the store, in UTC, integer milliseconds. */
  readonly matchedAt: number;
  /** The environments in which something is live. */
  readonly liveIn: readonly string[];
  /** The id of each prompt, in the order of their lines. */
  readonly ids: readonly string[];
  /** The slug of each prompt, in the same order; null where the prompt is deleted. */
  readonly slugs: readonly (string | null)[];
}

/** A prompt in a bundle. */
export interface BundledPrompt {
  readonly id: string;
  readonly slug: string;
  readonly isDeleted?: true;
  readonly deployments: readonly BundledDeployment[];
  /** All committed versions, where the view held them, and the number of the draft. */
  readonly versions?: readonly BundledVersion[];
  readonly draft?: number | null;
  /** Each content of the prompt once. */
  readonly contents: readonly Content[];
}

/** A version in a bundle. `content` is a place in `contents`. */
export interface BundledVersion {
  readonly number: number;
  readonly revision: number;
  readonly contentHash: string;
  readonly content: number;
}

/** What is live in an environment. Without a content, the view did not hold it. */
export interface BundledDeployment extends Omit<BundledVersion, "content"> {
  readonly environment: string;
  readonly deployedAt: number;
  readonly content: number | null;
  /** Whether the version with that number was still the one that was deployed. */
  readonly isCurrent: boolean;
}

/** What stands around the hash and the lines of a bundle. */
export const BUNDLE_FRAME = { before: '{"sha256":"', between: '","bundle":', after: "}" } as const;

/** A view as the text of a bundle. */
export function bundleText(
  { clock, environment, hasher, tenant }: Pick<LiveSession, "clock" | "environment" | "hasher" | "tenant">,
  view: { readonly selection: Selection; readonly standing: Standing; readonly tables: LiveTables },
): string {
  const { selection, standing, tables } = view;
  const prompts = [...tables.byId.values()];
  const head: BundleHead = {
    format: 1,
    tenant,
    environment,
    environments: selection.environments === null ? null : [...selection.environments],
    prompts: selection.prompts?.keys ?? null,
    position: standing.position,
    matchedAt: clock.now() - standing.staleness,
    liveIn: tables.environments(),
    ids: prompts.map(({ id }) => id),
    slugs: prompts.map(({ slug, isDeleted }) => (isDeleted ? null : slug)),
  };
  return framed([head, ...prompts.map((prompt) => bundledPrompt(prompt))], hasher);
}

/** The text of a bundle whose lines are these values. */
export function framed(values: readonly unknown[], hasher: Hasher): string {
  const lines = `[\n${values.map((value) => JSON.stringify(value)).join(",\n")}\n]`;
  const { before, between, after } = BUNDLE_FRAME;
  return `${before}${hasher.sha256(lines)}${between}${lines}${after}`;
}

function bundledPrompt({ id, slug, isDeleted, deployments, draft, versions }: LivePrompt): BundledPrompt {
  const { all, place } = contentTable();
  return {
    id,
    slug,
    ...(isDeleted && { isDeleted: true as const }),
    deployments: deployments.map(({ environment, deployedAt, isCurrent, pin, resolved }) => {
      const content = resolved === null ? null : place(resolved);
      return { environment, deployedAt, ...pin, isCurrent, content };
    }),
    ...(versions !== null && {
      versions: [...versions.values()].map((one) => {
        const { number, revision, contentHash } = one;
        return { number, revision, contentHash, content: place(one) };
      }),
      draft,
    }),
    contents: all,
  };
}

function contentTable(): { readonly all: readonly Content[]; place(resolved: Resolved): number } {
  const all: Content[] = [];
  const places = new Map<string, number>();
  return {
    all,
    place({ contentHash, content }) {
      const known = places.get(contentHash);
      // A redaction changes a content, and not its hash.
      if (known !== undefined && sameJson(all[known], content)) return known;
      places.set(contentHash, all.length);
      return all.push(content) - 1;
    },
  };
}
