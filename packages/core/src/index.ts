// The port that storage fills

// Documents and the queries over them
export type {
  Catalog,
  Page,
  PromptPage,
  PromptQuery,
  PromptRow,
  VersionPage,
  VersionQuery,
} from "./catalog/catalog.ts";
export { compareDocuments } from "./catalog/compare.ts";
export {
  addressOf,
  addressText,
  type DeploymentDocument,
  type DeploymentState,
  type Document,
  type DocumentAddress,
  type DocumentHeader,
  type DocumentKey,
  FOLD_VERSION,
  type PromptDocument,
  type PromptReference,
  type SlugDocument,
  settleDocument,
  type VersionDocument,
} from "./catalog/document.ts";
export { compareText, foldCase, inScope, latestUpdate, matches, select } from "./catalog/evaluate.ts";
export {
  type Filter,
  type FilterField,
  type FilterOperator,
  type FilterValue,
  NEWEST_FIRST,
  type PromptField,
  type Scope,
  type Sort,
  type VersionField,
} from "./catalog/filter.ts";
export { foldPromptStream, foldSlugStream, projectStream } from "./catalog/projection.ts";
// Time, identifiers, hashes
export { type Clock, type Signal, systemClock } from "./ports/clock.ts";
export { type Hasher, portableHasher } from "./ports/hasher.ts";
export { type Ids, systemIds } from "./ports/ids.ts";
export type {
  AppendBatch,
  Appended,
  AppendResult,
  CommandRecord,
  Conflict,
  StoredCommand,
  StreamAppend,
  StreamVersion,
} from "./store/append.ts";
export { type Cursor, START } from "./store/cursor.ts";
export {
  ERROR_CODES,
  type ErrorCode,
  type ErrorDetails,
  type Issue,
  isLedgerError,
  LedgerError,
} from "./store/errors.ts";
export type {
  EventStore,
  FollowRequest,
  LoadRequest,
  LoadResult,
  LogRange,
  RebuildProgress,
  RestoreResult,
  StreamRequest,
  StreamSlice,
} from "./store/event-store.ts";
export { type ExpectedVersion, meetsExpectation } from "./store/expected-version.ts";
export { checkAppend, checkKey, checkStream, checkTenant, checkText, LIMITS } from "./store/limits.ts";
export type { RecordPut, RecordResult, RecordStore, StoredRecord } from "./store/record-store.ts";
export { type EventMetadata, happenedAt, type NewEvent, type RecordedEvent } from "./store/recorded-event.ts";
export { type Upcaster, upcast } from "./store/upcaster.ts";
