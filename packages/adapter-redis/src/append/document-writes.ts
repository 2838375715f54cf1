import type { DocumentAddress, PromptDocument, StreamAppend } from "@promptledger/core/adapter";
import { addressOf, currentNumber, latestCommitted } from "@promptledger/core/adapter";
import { documentText, fieldOf } from "../catalog/documents.ts";
import { versionRow } from "../catalog/rows.ts";
import type { Index, ScriptArguments } from "../connection/script-arguments.ts";
import { NUL } from "../event-text.ts";
import type { TenantKeys } from "../keys.ts";
import { promptBucket } from "../keys.ts";

/** What an append writes of one stream's documents, as the script append takes it; it puts the time in front of each text. */
export interface DocumentWrites {
  /** The bucket that the stream's prompt is in, and its key. */
  readonly bucket: number;
  readonly prompts: Index;
  readonly prompt?: PromptWrite | undefined;
  /** The key of the stream's other documents. */
  readonly hash?: Index | undefined;
  /** The texts of those documents, and which to delete, by their fields. */
  readonly sets?: Texts | undefined;
  readonly removes?: readonly string[] | undefined;
  /** Rows of the catalog, by what follows the stream in their fields. */
  readonly rows?: Texts | undefined;
  readonly removedRows?: readonly string[] | undefined;
  /** The rows of the versions that may be the current one, by the fields of their documents. */
  readonly versionRows?: Texts | undefined;
}

type Texts = { readonly [field: string]: Index };

/** The document of a prompt that is written. */
interface PromptWrite {
  /** The field of its current version; `v0` where it has none. */
  readonly current: string;
  readonly slug: string;
  readonly isAlive: boolean;
  readonly text: Index;
}

/** The documents of one stream of an append, if it has any. Of two documents at one address the later one counts. */
export function documentWrites(
  keys: TenantKeys,
  { stream, events, documents = [], removed = [] }: StreamAppend,
  call: ScriptArguments,
): DocumentWrites | undefined {
  if (documents.length + removed.length === 0) return undefined;
  const bucket = promptBucket(stream);
  const texts = (entries: readonly (readonly [field: string, text: string])[]): Texts | undefined =>
    entries.length === 0 ? undefined : mapValues(new Map(entries), call.text);
  const prompt = documents.findLast((document) => document.kind === "prompt");
  const current = prompt && `v${currentNumber(prompt.state)}`;
  const others = documents.filter((document) => document.kind !== "prompt");
  const versions = others.filter((document) => document.kind === "version");
  const deployments = others.filter((document) => document.kind === "deployment");
  // Without an event the current version may have become another one.
  const hasOthers = others.length + removed.length > 0 || events.length === 0;
  return {
    bucket,
    prompts: call.key(keys.prompts(bucket)),
    prompt: prompt && promptWrite(prompt, call),
    hash: hasOthers ? call.key(keys.documents(stream)) : undefined,
    sets: texts(others.map((document) => [fieldOf(addressOf(document)), documentText(document)])),
    removes: removed.length === 0 ? undefined : removed.map(fieldOf),
    rows: texts(deployments.map(({ state }) => [`\0d${state.environment}`, versionRow(state.pinned)])),
    removedRows: removed.length === 0 ? undefined : removed.flatMap(rowFieldsOf),
    versionRows: texts(
      versions
        .map(({ state }) => [`v${state.number}`, versionRow(state)] as const)
        .filter(([field]) => current === undefined || field === current),
    ),
  };
}

function promptWrite({ version, fold, state }: PromptDocument, call: ScriptArguments): PromptWrite {
  const { slug, status } = state;
  const current = currentNumber(state);
  const header = [version, current, slug, latestCommitted(state), version, fold];
  return {
    current: `v${current}`,
    slug,
    isAlive: status === "alive",
    text: call.text([...header, JSON.stringify(state)].join(NUL)),
  };
}

function rowFieldsOf(address: DocumentAddress): readonly string[] {
  if (address.kind === "prompt") return [""];
  return address.kind === "deployment" ? [`\0d${address.environment}`] : [];
}

function mapValues(values: ReadonlyMap<string, string>, change: (value: string) => Index): Texts {
  return Object.fromEntries([...values].map(([name, value]) => [name, change(value)]));
}
