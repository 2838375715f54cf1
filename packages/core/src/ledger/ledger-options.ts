import { isProofSigner } from "../proof/signer.ts";
import type { EventStore } from "../store/event-store.ts";
import { rendererRule } from "../template/renderer-rule.ts";
import type { OptionRule } from "../validation/check-options.ts";
import {
  clockRule,
  hasMethods,
  integerFrom,
  millisecondsRule,
  withMethods,
} from "../validation/check-options.ts";

type LedgerOption =
  | "store"
  | "clock"
  | "ids"
  | "hasher"
  | "policy"
  | "renderer"
  | "contract"
  | "recentPrompts"
  | "secrets"
  | "models"
  | "proof"
  | "onResolve"
  | "closeTimeout";

/** The rule for `proof`. What is wrong with the host itself is said by `checkHost`. */
const proofRule: OptionRule = {
  isValid(value) {
    if (typeof value !== "object" || value === null) return false;
    const { host, signer, ...others } = value as { readonly [name: string]: unknown };
    const isSigner = signer === undefined || isProofSigner(signer);
    return typeof host === "string" && isSigner && Object.keys(others).length === 0;
  },
  wanted: '{ host, signer? }, such as { host: "ledger.example.com", signer: ed25519Signer(seed) }',
};

/** What each option of `createLedger` may be. */
export const LEDGER_OPTIONS: { readonly [Option in LedgerOption]: OptionRule } = {
  store: { isValid: isEventStore, wanted: "an event store, such as memoryEventStore()", required: true },
  clock: clockRule,
  ids: withMethods("ids, such as systemIds()", "ulid", "random", "secret"),
  hasher: withMethods("a hasher, such as portableHasher", "sha256"),
  policy: withMethods("a policy, such as grantPolicy", "allows", "scope"),
  renderer: rendererRule,
  contract: { isValid: (value) => value === "keep" || value === "change", wanted: '"keep" or "change"' },
  recentPrompts: integerFrom(0),
  secrets: withMethods("secrets with the methods seal and open", "seal", "open"),
  models: withMethods("models with the method complete", "complete"),
  proof: proofRule,
  onResolve: { isValid: (value) => typeof value === "function", wanted: "a function" },
  closeTimeout: millisecondsRule,
};

function isEventStore(value: unknown): boolean {
  if (
    !hasMethods(value, [
      "append",
      "load",
      "readLog",
      "queryLog",
      "follow",
      "restore",
      "rebuild",
      "checkHealth",
      "close",
    ])
  )
    return false;
  const { catalog, records } = value as Partial<EventStore>;
  return (
    hasMethods(catalog, ["findPrompts", "findVersions"]) &&
    hasMethods(records, ["get", "put", "remove", "list"])
  );
}
