// The contract of EventStore: for authors of adapters
export type {
  Clause,
  ClauseContext,
  ClauseSettings,
  ConnectOptions,
  ContractStorage,
  OpenStorage,
  OpenStorageWithFaults,
  StorageWithFaults,
} from "./contract/clause.ts";
export { contractClauses } from "./contract/clauses.ts";
export { type ContractOptions, eventStoreContract, type Gap } from "./contract/event-store-contract.ts";
export { DEFAULT_SETTINGS, runClause } from "./contract/run-clause.ts";
export { ContractViolation } from "./contract/violation.ts";

// Generators: for property tests
export { arbitraryCatalog, type GeneratedPrompt } from "./generators/catalog.ts";
export { arbitraryContent, arbitraryModel } from "./generators/content.ts";
export {
  arbitraryFilter,
  arbitraryPage,
  arbitraryScope,
  arbitrarySort,
  arbitrarySubject,
} from "./generators/filter.ts";
export { arbitraryJson, arbitraryJsonObject } from "./generators/json.ts";
export { arbitraryJsonText } from "./generators/json-text.ts";
export { arbitraryTag, type GeneratedTag } from "./generators/tag.ts";
export { arbitraryName, arbitrarySlug, arbitraryText } from "./generators/text.ts";
export { arbitraryTime } from "./generators/time.ts";
// Properties of the ledger, compared with a plain model
export { type LedgerPropertiesOptions, ledgerProperties } from "./model/ledger-properties.ts";
// Manipulations of a log, which a verification must find
export { arbitraryManipulation, type Manipulation, manipulated, touched } from "./proof/manipulation.ts";

// The rules that the library and the REST APIs share
export { type LedgerRulesOptions, ledgerRules } from "./rules/ledger-rules.ts";

// For hosts: a ledger in memory, with a clock and ids that the test controls
export { TEST_EPOCH, type TestClock, testClock } from "./test-clock.ts";
export { testIds } from "./test-ids.ts";
export { type TestLedger, type TestLedgerOptions, type TestPrompt, testLedger } from "./test-ledger.ts";
