// The port that adapters implement

export type {
  AppendBatch,
  Appended,
  AppendResult,
  CommandRecord,
  Conflict,
  Redaction,
  StoredCommand,
  StreamAppend,
  StreamVersion,
} from "./store/append.ts";
export type { Catalog, PromptPage, VersionPage } from "./store/catalog.ts";
export { type Cursor, START } from "./store/cursor.ts";
export type { EventQuery, QueryPlace } from "./store/event-query.ts";
export type {
  EventStore,
  RebuildProgress,
  RestoreResult,
  TransactionalEventStore,
} from "./store/event-store.ts";
export { type ExpectedVersion, meetsExpectation } from "./store/expected-version.ts";
export type { LoadRequest, LoadResult, StreamSlice } from "./store/load.ts";
export type { FollowRequest, FollowTenantsRequest, LogRange, TenantHead, TenantRange } from "./store/log.ts";
export type { RecordPut, RecordResult, RecordStore, StoredRecord } from "./store/record-store.ts";
export type { NewEvent, RecordedEvent, RedactedHashes } from "./store/recorded-event.ts";

// What all adapters share

export { appendWeight } from "./adapter-kit/append-weight.ts";
export { type Backlog, boundedBacklog } from "./adapter-kit/backlog.ts";
export { type Batcher, batcher, type Outcome, onlyAnswer } from "./adapter-kit/batcher.ts";
export {
  type ChangeNotifier,
  type ChannelSubscription,
  changeNotifier,
  type NotificationChannel,
} from "./adapter-kit/change-notifier.ts";
export { checkAppend } from "./adapter-kit/check-append.ts";
export { checkPut } from "./adapter-kit/check-put.ts";
export {
  type FollowSource,
  followPages,
  historyDiverged,
  type Place,
  placeOf,
} from "./adapter-kit/follow-pages.ts";
export { followTenants, type TenantsSource } from "./adapter-kit/follow-tenants.ts";
export {
  checkKey,
  checkScope,
  checkStream,
  checkTenant,
  checkTenantRange,
  checkText,
  LIMITS,
} from "./adapter-kit/limits.ts";
export { comparePlaces, isWithin, meetsFilters, placeInQuery } from "./adapter-kit/meets-query.ts";
export { latestOccurredAt, timeInFuture } from "./adapter-kit/occurred-at.ts";
export { probeWrite } from "./adapter-kit/probe-write.ts";
export {
  type QuerySource,
  type QueryStep,
  queryLog,
  queryStep,
  type StreamsQuery,
  type Stretch,
} from "./adapter-kit/query-log.ts";
export { type FirstPage, readAhead } from "./adapter-kit/read-ahead.ts";
export { type Readiness, readiness } from "./adapter-kit/readiness.ts";
export { compareDocuments, type RebuildSource, rebuildStreams } from "./adapter-kit/rebuild-streams.ts";
export { missingEvent } from "./adapter-kit/redactions.ts";
export {
  checkStretch,
  type LogEnd,
  type RestoreTarget,
  restoreStretches,
  stretches,
} from "./adapter-kit/restore-stretches.ts";
export {
  closedInTime,
  DEFAULT_TIMEOUT,
  TimedOut,
  type TimeLimit,
  withinTime,
} from "./adapter-kit/time-limit.ts";
export { newWaiter, type Waiter } from "./adapter-kit/waiter.ts";
export { type ErrorCode, isLedgerError, LedgerError } from "./errors.ts";
export type { CallOptions } from "./ports/call-options.ts";
export { type Clock, newAbort, type Signal, systemClock } from "./ports/clock.ts";
export { onAbort } from "./ports/on-abort.ts";
export { newSlices, type Slices } from "./ports/slices.ts";
export { throwIfAborted, untilAborted } from "./ports/until-aborted.ts";
export {
  booleanRule,
  checkOptions,
  clockRule,
  daysRule,
  hasMethods,
  integerFrom,
  maximumWaitingRule,
  millisecondsRule,
  type OptionRule,
  type OptionRules,
  withMethods,
} from "./validation/check-options.ts";
export { deepFreeze } from "./validation/freeze.ts";

// Documents, and queries over them

export {
  addressOf,
  addressText,
  type DeploymentDocument,
  type DeploymentState,
  type Document,
  type DocumentAddress,
  type DocumentHeader,
  type DocumentKey,
  documentWithRecordedAt,
  type PromptDocument,
  type SlugDocument,
  type VersionDocument,
} from "./catalog/document.ts";
export {
  compareText,
  foldCase,
  inScope,
  matches,
  meetsComparison,
  select,
} from "./catalog/evaluate.ts";
export {
  FILTER_OPERATORS,
  type Filter,
  type FilterField,
  type FilterOperator,
  type FilterValue,
  NEWEST_FIRST,
  PROMPT_FIELDS,
  type PromptField,
  type Scope,
  type Sort,
  VERSION_FIELDS,
  type VersionField,
} from "./catalog/filter.ts";
export type { Page, PromptQuery, PromptRow, VersionQuery } from "./catalog/query.ts";
export { selectInSlices } from "./catalog/select-in-slices.ts";
export { decodeEvent } from "./history/ledger-event.ts";
export { foldPromptStream, projectStream } from "./history/projection.ts";
export type { PromptKey } from "./prompt/prompt-ref.ts";
export {
  commitCount,
  currentNumber,
  initialPrompt,
  latestCommitted,
  type PromptState,
} from "./prompt/state.ts";
export { promptStreamName, slugStreamName } from "./prompt/stream.ts";
export { effectiveGrants, tagId, tagName } from "./prompt/tag.ts";
export { AT_APPEND, fillRecordedAt } from "./recorded-at.ts";
export type { VersionRef } from "./version/commands.ts";
export { CONTENT_FIELDS, type Content, type ContentChanges, type ContentField } from "./version/content.ts";
export { initialVersion, type VersionState } from "./version/state.ts";
