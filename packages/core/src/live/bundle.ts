import * as z from "zod";
import { LedgerError } from "../errors.ts";
import type { Hasher } from "../ports/hasher.ts";
import type { Content } from "../version/content.ts";
import type { LivePrompt, LiveTables } from "./live-tables.ts";
import type { Resolved } from "./resolved.ts";
import type { Selection } from "./selection.ts";
import type { LiveSession } from "./session.ts";
import type { Standing } from "./standing.ts";

/** What is live at one position of a tenant's log, in a form that can be kept in a file. */
export interface BundleBody {
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
  /** Each content once. */
  readonly contents: readonly Content[];
  readonly entries: readonly BundledPrompt[];
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

/** The beginning of a bundle's text, before its hash. With the body behind it, the text need not be written again to be checked. */
const BEFORE_HASH = '{"sha256":"';
const AFTER_HASH = '","bundle":';
const HASH_LENGTH = 64;

/** A view as JSON text: `{ sha256, bundle }`, where the hash is that of the JSON text of `bundle`. */
export function bundleText(
  { clock, environment, hasher, tenant }: Pick<LiveSession, "clock" | "environment" | "hasher" | "tenant">,
  view: { readonly selection: Selection; readonly standing: Standing; readonly tables: LiveTables },
): string {
  const { selection, standing, tables } = view;
  const contents = contentTable();
  const entries = [...tables.byId.values()].map((prompt) => bundledPrompt(prompt, contents.place));
  const body: BundleBody = {
    format: 1,
    tenant,
    environment,
    environments: selection.environments === null ? null : [...selection.environments],
    prompts: selection.prompts?.keys ?? null,
    position: standing.position,
    matchedAt: clock.now() - standing.staleness,
    contents: contents.all,
    entries,
  };
  const text = JSON.stringify(body);
  return `${BEFORE_HASH}${hasher.sha256(text)}${AFTER_HASH}${text}}`;
}

function contentTable(): { readonly all: readonly Content[]; place(resolved: Resolved): number } {
  const all: Content[] = [];
  const places = new Map<string, number>();
  return {
    all,
    place({ contentHash, content }) {
      const known = places.get(contentHash);
      if (known !== undefined) return known;
      places.set(contentHash, all.length);
      return all.push(content) - 1;
    },
  };
}

function bundledPrompt(
  { id, slug, isDeleted, deployments, draft, versions }: LivePrompt,
  place: (resolved: Resolved) => number,
): BundledPrompt {
  return {
    id,
    slug,
    ...(isDeleted && { isDeleted: true as const }),
    deployments: deployments.map(({ environment, deployedAt, isCurrent, pin, resolved }) => {
      return {
        environment,
        deployedAt,
        ...pin,
        isCurrent,
        content: resolved === null ? null : place(resolved),
      };
    }),
    ...(versions !== null && {
      versions: [...versions.values()].map((one) => {
        const { number, revision, contentHash } = one;
        return { number, revision, contentHash, content: place(one) };
      }),
      draft,
    }),
  };
}

const headSchema = z.object({
  format: z.literal(1),
  tenant: z.string(),
  environment: z.string(),
  environments: z.array(z.string()).nullable(),
  prompts: z
    .array(z.union([z.strictObject({ id: z.string() }), z.strictObject({ slug: z.string() })]))
    .nullable(),
  position: z.int(),
  matchedAt: z.int(),
  contents: z.array(z.unknown()),
  entries: z.array(z.unknown()),
});

/**
 * The body of a bundle, given as text or as the object that was parsed from it. Throws `bundle-invalid` unless it is as it was saved. The hash makes
 * sure of everything but the format, so only that is looked at.
 */
export function openBundle(bundle: unknown, hasher: Hasher): BundleBody {
  const { sha256, body, text } = partsOf(bundle);
  if (typeof sha256 !== "string" || typeof body !== "object" || body === null)
    throw broken("it is not of the form { sha256, bundle }");
  const hash = hasher.sha256(text ?? JSON.stringify(body));
  if (hash !== sha256) throw broken(`its SHA-256 is ${hash}, and ${sha256} was saved with it`);
  const checked = headSchema.safeParse(body);
  if (!checked.success)
    throw broken("its format is not the one of this release; upgrade it, or save the bundle again");
  return body as BundleBody;
}

interface Parts {
  readonly sha256: unknown;
  readonly body: unknown;
  /** The text of the body, where it stands in the bundle as it was saved. */
  readonly text: string | null;
}

function partsOf(bundle: unknown): Parts {
  if (typeof bundle !== "string") return partsOfObject(bundle);
  const begin = BEFORE_HASH.length + HASH_LENGTH + AFTER_HASH.length;
  if (!bundle.startsWith(BEFORE_HASH) || bundle.slice(begin - AFTER_HASH.length, begin) !== AFTER_HASH)
    return partsOfObject(parsed(bundle));
  const trimmed = bundle.trimEnd();
  if (!trimmed.endsWith("}")) throw broken("it ends in the middle");
  const text = trimmed.slice(begin, -1);
  return {
    sha256: bundle.slice(BEFORE_HASH.length, BEFORE_HASH.length + HASH_LENGTH),
    body: parsed(text),
    text,
  };
}

function partsOfObject(bundle: unknown): Parts {
  if (typeof bundle !== "object" || bundle === null) throw broken("it is neither text nor an object");
  const { sha256, bundle: body } = bundle as { readonly sha256?: unknown; readonly bundle?: unknown };
  return { sha256, body, text: null };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw broken("it is not JSON", cause);
  }
}

function broken(why: string, cause?: unknown): LedgerError {
  const message = `the bundle cannot be used: ${why}; save it again`;
  return new LedgerError("bundle-invalid", message, cause === undefined ? {} : { cause });
}
