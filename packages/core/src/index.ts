// The port that storage fills

// Who may do what
export type { Actor, ActorKind } from "./access/actor.ts";
export type { ActorEntry } from "./identity/actor-directory.ts";
export { effectiveGrants } from "./prompt/effective-grants.ts";
export type * from "./access/events.ts";
export {
  type AccessTarget,
  type Grant,
  modelName,
  PERMISSIONS,
  type Permission,
  type Subject,
} from "./access/grant.ts";
export type { ApiKey, ApiKeys, StoredApiKey } from "./identity/api-keys.ts";
export { grantPolicy, type Policy, type Resource } from "./authorization/policy.ts";
export type { AccessState, ApplicationState, TargetGrants } from "./access/state.ts";
// Documents and the queries over them
export type {
  Catalog,
  Page,
  PromptPage,
  PromptQuery,
  PromptRow,
  VersionPage,
  VersionQuery,
} from "./store/catalog.ts";
export { compareDocuments } from "./adapter-kit/compare-documents.ts";
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
export {
  compareText,
  foldCase,
  inScope,
  latestUpdate,
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
export { foldPromptStream, foldSlugStream, projectStream } from "./history/projection.ts";
// History
export { AT_APPEND, type Circumstances, type Decision, type Rejection } from "./decider.ts";
export { diffVersions, type FieldChange, type LineChange, textOf, type VersionDiff } from "./history/diff.ts";
export {
  type DomainEvent,
  decodeEvent,
  type EventSchemas,
  type LedgerEvent,
  SCHEMA_VERSIONS,
} from "./history/ledger-event.ts";
export { type At, type Moment, millisecondsOf, type ReadPoint, readPointOf } from "./history/moment.ts";
// Integrations: providers of models
export type { SettingsInput } from "./integration/commands.ts";
export { SECRET_MASK } from "./integration/configuration.ts";
export type * from "./integration/events.ts";
// The ledger: what a host calls
export type { Access, AccessKey, Application, Applications, Permissions } from "./ledger/access-facade.ts";
export { createLedger, type LedgerOptions } from "./ledger/create-ledger.ts";
export type { Integration, Integrations, Model, ModelTest } from "./ledger/integration-facade.ts";
export type { Identity, Ledger, LedgerKeys, Subscription, SubscriptionOptions } from "./ledger/ledger.ts";
export type { PromptRef, ReadOptions, TenantWriteOptions, WriteOptions } from "./ledger/options.ts";
export type { Rendered, Resolved } from "./ledger/resolved.ts";
export type {
  Actors,
  Answer,
  BatchResult,
  Deployments,
  FindOptions,
  Found,
  History,
  LatestVersion,
  LedgerCommand,
  PromptReadOptions,
  Prompts,
  TenantLedger,
  VersionRef,
  Versions,
} from "./ledger/tenant-ledger.ts";
export type { Deployment, Prompt, Receipt, Version, Written } from "./read/views.ts";
// Time, identifiers, hashes
export { type Clock, type Signal, systemClock } from "./ports/clock.ts";
export { type Hasher, portableHasher, systemHasher } from "./ports/hasher.ts";
export { type Ids, systemIds } from "./ports/ids.ts";
export type { ModelCall, Models } from "./ports/models.ts";
export type { Secrets } from "./ports/secrets.ts";
// Prompts
export {
  type CreatePrompt,
  DEFAULT_ENVIRONMENT,
  type DeletePrompt,
  type DeployVersion,
  type EditPrompt,
  type GrantAccess,
  type PromoteDeployment,
  type PromptCommand,
  type RestorePrompt,
  type RevokeAccess,
  type RollBackDeployment,
  type TagPrompt,
  type UndeployVersion,
  type UntagPrompt,
} from "./prompt/commands.ts";
export type * from "./prompt/events.ts";
export { MAXIMUM_SLUG, slugCandidates } from "./prompt/slug.ts";
export type { SlugClaimed, SlugEvent, SlugReleased, SlugState } from "./prompt/slug-claim.ts";
export type { DeploymentPointer, Pin, PromptState, VersionHead } from "./prompt/state.ts";
export { commitCount, currentNumber } from "./prompt/state.ts";
export {
  foldStream,
  initialStream,
  type PromptStream,
  type PromptStreamEvent,
  promptStreamName,
  slugStreamName,
} from "./prompt/stream.ts";
export { DEFAULT_TAG_COLOR, type Tag, tagId, tagName } from "./prompt/tag.ts";
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
} from "./errors.ts";
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
  TransactionalEventStore,
} from "./store/event-store.ts";
export { type ExpectedVersion, meetsExpectation } from "./store/expected-version.ts";
export {
  type Lane,
  type LaneOptions,
  lane,
  onlyAnswer,
  type Settled,
  type WaitingRoom,
  waitingRoom,
} from "./adapter-kit/lane.ts";
export {
  checkAppend,
  checkEvent,
  checkKey,
  checkScope,
  checkStream,
  checkTenant,
  checkText,
  LIMITS,
} from "./adapter-kit/limits.ts";
export { type RebuildSource, rebuildStreams } from "./adapter-kit/rebuild-streams.ts";
export type { RecordPut, RecordResult, RecordStore, StoredRecord } from "./store/record-store.ts";
export { type EventMetadata, happenedAt, type NewEvent, type RecordedEvent } from "./store/recorded-event.ts";
export { checkStretch, type LogEnd, stretches } from "./adapter-kit/restore-stretches.ts";
export { type Upcaster, upcast } from "./history/upcaster.ts";
export { type Announcements, type Listening, type Waiter, type Wakener, wakener } from "./adapter-kit/notifier.ts";
// Templates
export { plainRenderer, type Renderer } from "./template/renderer.ts";
export { fillTemplate, templateNames } from "./template/string-template.ts";
export { variablesOf } from "./template/variables.ts";
export { deepFreeze } from "./validation/freeze.ts";
// Values
export type { JsonObject, JsonValue } from "./validation/json.ts";
export { MAXIMUM_DEPTH } from "./validation/json.ts";
// Versions
export {
  type CommitVersion,
  type CreateVersion,
  type DeleteVersion,
  type EditVersion,
  MAXIMUM_NUMBER,
  type SaveVersion,
  type VersionCommand,
  type VersionInput,
  type VersionNotes,
} from "./version/commands.ts";
export {
  CONTENT_FIELDS,
  CONTENT_HASH_VERSION,
  type Content,
  type ContentChanges,
  type ContentField,
  hashContent,
  type Message,
  type TemplateSyntax,
  type WeightedModel,
} from "./version/content.ts";
export type * from "./version/events.ts";
export { type IntegrationModel, initialVersion, type VersionState } from "./version/state.ts";
export { formatOf, templateText } from "./version/template-text.ts";
