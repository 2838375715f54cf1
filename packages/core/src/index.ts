// Open a ledger, and use it as an actor in a tenant

export { createLedger, type Ledger, type LedgerOptions } from "./ledger/create-ledger.ts";
export type { Identity, TenantLedger } from "./ledger/tenant-ledger.ts";
export type { Subscription } from "./subscription/subscribe.ts";
export type {
  AllTenantsSubscriptionOptions,
  RetryOptions,
  SubscriptionOptions,
  SubscriptionSettings,
  TenantSubscriptionOptions,
} from "./subscription/subscription-options.ts";
export type { SubscriptionFailure, SubscriptionState } from "./subscription/subscription-state.ts";

// What to call

export type { AISDKRequest } from "./call-shape/ai-sdk-request.ts";
export type { AnthropicRequest, AnthropicStreamRequest } from "./call-shape/anthropic-request.ts";
export type { CallShapes } from "./call-shape/call-shapes.ts";
export type { OpenAIRequest, OpenAIStreamRequest } from "./call-shape/openai-request.ts";
export type {
  AISDKOptions,
  AnthropicOptions,
  OpenAIOptions,
  RenderAnd,
  ShapeOptions,
  UnsupportedField,
} from "./call-shape/shape-options.ts";
export { toAISDK } from "./call-shape/to-ai-sdk.ts";
export { toAnthropic } from "./call-shape/to-anthropic.ts";
export { toOpenAI } from "./call-shape/to-openai.ts";
export type { Live } from "./live/live.ts";
export type { LiveChange, LiveEvents } from "./live/live-events.ts";
export { type BundleOptions, liveFromBundle } from "./live/live-from-bundle.ts";
export type { LiveOptions, LiveResolveOptions } from "./live/live-options.ts";
export type { Resolved, ResolvedAttributes } from "./live/resolved.ts";
export type { RenderArguments, TypedPrompts, TypedSlug, ValuesOf } from "./live/typed-prompts.ts";
export type { Rendered, RenderOptions, RenderWarning } from "./template/render.ts";

// What calls take

export { LIMITS } from "./adapter-kit/limits.ts";
export {
  type Filter,
  type FilterField,
  type FilterOperator,
  type FilterValue,
  type FindFilter,
  NEWEST_FIRST,
  type Scope,
  type Sort,
  type VersionField,
} from "./catalog/filter.ts";
export type { Page } from "./catalog/query.ts";
export type { At, Moment } from "./history/moment.ts";
export type { Span } from "./history/span.ts";
export type { SettingsInput } from "./integration/commands.ts";
export { SECRET_MASK } from "./integration/configuration.ts";
export type { DiffSide, DiffSides } from "./ledger/diff-versions.ts";
export type { ImportedChange } from "./ledger/import-changes.ts";
export type { ModelTest } from "./ledger/model-test.ts";
export type { ResolveOptions } from "./ledger/resolve.ts";
export type { CallOptions } from "./ports/call-options.ts";
export { DEFAULT_ENVIRONMENT } from "./prompt/commands.ts";
export type { PromptId, PromptRef } from "./prompt/prompt-ref.ts";
export type { DeploymentHistoryOptions, OfEnvironment } from "./read/deployment-history.ts";
export type { FindOptions, PromptReadOptions, ReadOptions, VersionListOptions } from "./read/options.ts";
export type { SearchOptions, SearchPageOptions } from "./read/search-options.ts";
export type { HostMetadata } from "./store/host-metadata.ts";
export { MAXIMUM_NUMBER, type SaveVersion, type VersionInput, type VersionRef } from "./version/commands.ts";
export type { Answer, BatchResult, LedgerCommand } from "./write/command.ts";
export type { TenantWriteOptions, WriteOptions } from "./write/options.ts";
export type { RedactionOptions, RedactionTarget } from "./write/redaction-request.ts";

// What calls return

export type { BlamedLine } from "./history/blame.ts";
export type { DeploymentInterval } from "./history/deployment-interval.ts";
export { describeEvent } from "./history/describe-event.ts";
export type { FieldChange, VersionDiff } from "./history/diff.ts";
export type { EventDescription } from "./history/event-description.ts";
export type { HistoryEntry, Who } from "./history/history-entry.ts";
export type { LedgerEvent } from "./history/ledger-event.ts";
export type { LineChange } from "./history/line-changes.ts";
export type { PathChange } from "./history/path-changes.ts";
export type { WordChange } from "./history/word-changes.ts";
export type { Permissions } from "./ledger/access.ts";
export type { AccessKey } from "./ledger/applications.ts";
export type { Pin } from "./prompt/state.ts";
export type { Tag } from "./prompt/tag.ts";
export type { FoundVersions } from "./read/list-versions.ts";
export type { Found } from "./read/options.ts";
export type { HistoryOptions, HistoryOrder, HistoryPage } from "./read/prompt-history.ts";
export type { Resolution } from "./read/resolution.ts";
export type { FoundEvents } from "./read/search-options.ts";
export type { Application, Integration, Model } from "./read/tenant-views.ts";
export type {
  Deployment,
  Prompt,
  PromptDetails,
  PromptVersion,
  Receipt,
  Version,
  Written,
} from "./read/views.ts";
export type { Cursor } from "./store/cursor.ts";
export type { Redacted } from "./write/redact.ts";
export { isWithheld, type Withheld } from "./write/withheld.ts";
export type { WrittenChanges } from "./write/write-changes.ts";

// Proof: signed checkpoints, and what checks proofs without a store

export type { Proof, VerifyOptions } from "./ledger/proof.ts";
export type { Checkpoint } from "./proof/checkpoint.ts";
export type { LogVerification } from "./proof/judge.ts";
export type {
  BoundedDifference,
  EventDifference,
  LogDifference,
  OrderDifference,
} from "./proof/log-difference.ts";
export type { ConsistencyProof, InclusionProof } from "./proof/made-proofs.ts";
export type { ProofOptions } from "./proof/proof-session.ts";
export { ed25519Signer, type ProofSigner } from "./proof/signer.ts";
export { verifyConsistency } from "./proof/verify-consistency.ts";
export { type VerifyExportOptions, type VerifyProgress, verifyExport } from "./proof/verify-export.ts";
export { type ProofTrust, verifyInclusion } from "./proof/verify-inclusion.ts";
export { type ProvenLive, verifyLive } from "./proof/verify-live.ts";
export type { Verification } from "./proof/verify-log.ts";
export type { RecordedEvent } from "./store/recorded-event.ts";

// Errors

export {
  type ContractChange,
  type DetailsByCode,
  ERROR_CODES,
  type ErrorCode,
  type Issue,
  isLedgerError,
  LedgerError,
  RETRYABLE_CODES,
  type TemplateFault,
} from "./errors.ts";

export {
  booleanRule,
  checkOptions,
  type OptionRule,
  type OptionRules,
  withMethods,
} from "./validation/check-options.ts";

// Access

export type { Actor, ActorKind, AuthenticatedActor } from "./access/actor.ts";
export { type AccessTarget, type Grant, PERMISSIONS, type Permission, type Subject } from "./access/grant.ts";
export type { AccessState, TargetGrants } from "./access/state.ts";
export { grantPolicy, type Policy, type Resource } from "./authorization/policy.ts";
export type { ActorEntry } from "./identity/actor-directory.ts";
export type { StoredApiKey } from "./identity/api-keys.ts";

// Content and templates

export { tagName } from "./prompt/tag.ts";
export type { ImageUrl, VariableType } from "./template/declaration.ts";
export { inspectTemplate, type TemplateInfo, type TemplateVariable } from "./template/inspect.ts";
export type { Renderer, RendererFlaw, RendererTemplate } from "./template/renderer.ts";
export { isJsonObject, isStorable, type JsonObject, type JsonValue } from "./validation/json.ts";
export { parseJson } from "./validation/json-text.ts";
export { fieldName } from "./validation/parse.ts";
export {
  CONTENT_FIELDS,
  type Content,
  type ContentField,
  type Message,
  type TemplatedPart,
  type TemplateSyntax,
} from "./version/content.ts";
export { formatOf, templateText } from "./version/template-text.ts";

// Answers as files

export { type CsvOptions, toCsv } from "./rows/csv.ts";
export { toNdjson } from "./rows/ndjson.ts";

// What a host may provide: storage, time, ids, hashes, secrets, models

export type { Clock } from "./ports/clock.ts";
export { type Hasher, portableHasher } from "./ports/hasher.ts";
export { type Ids, systemIds } from "./ports/ids.ts";
export type { ModelCall, Models } from "./ports/models.ts";
export type { Secrets } from "./ports/secrets.ts";
export type { EventStore, TransactionalEventStore } from "./store/event-store.ts";
