/** What every flavour exports besides its client. */

export type {
  CaptureExceptions,
  ErrorClass,
  ExceptionsDecorator,
} from './client/capture-exceptions.ts'
export type {
  AnyCaptureOptions,
  ExceptionOptions,
  MessageOptions,
  QueryOptions,
} from './client/client.ts'
export type { EventHandler, EventTypeName } from './client/event-types.ts'
export type { ClientContext } from './client/context.ts'
export type { RemoteConfig } from './client/remote.ts'
export type { Outcome } from './delivery/outcomes.ts'
export {
  ApiError,
  ConfigurationError,
  DeliveryError,
  DuplicateScheme,
  InvalidDsn,
  InvalidGitRepository,
  ProtocolError,
  RateLimited,
  RavenError,
  SetupError,
  type DeliveryCode,
  type ProtocolCode,
  type RavenCode,
  type SetupCode,
} from './errors.ts'
export type { Attachment } from './events/attachments.ts'
export type { MessageParams } from './events/message.ts'
export type { CaptureOptions, ClientOptions, Logger } from './options.ts'
export type { EventHook, HookResult, Processor } from './processors/processor.ts'
export { MASK, type Masked } from './processors/masking-walk.ts'
export { Sanitizer, type Sanitized } from './processors/sanitizer.ts'
export { parseDsn, type Dsn } from './protocol/dsn.ts'
export type {
  Breadcrumb,
  Event,
  ExceptionValue,
  Frame,
  Json,
  JsonObject,
  Level,
  LogEntry,
  Mechanism,
  RequestInfo,
  SdkInfo,
  Stacktrace,
  Thread,
  User,
} from './protocol/event.ts'
export type { ContextInput, LateContextInput, ScopeData } from './scope/scope-data.ts'
export type { LossReason, Stats } from './stats.ts'
export {
  RemovePostDataProcessor,
  RemoveStackLocalsProcessor,
  SanitizeKeysProcessor,
  SanitizePasswordsProcessor,
} from './processors/ancestors.ts'
export { registerTransport } from './transports/schemes.ts'
export {
  customTransport,
  type CustomAnswer,
  type CustomRequest,
  type CustomSend,
} from './transports/custom.ts'
export { fetchTransport } from './transports/fetch.ts'
export { memoryTransport, type MemoryTransport } from './transports/memory.ts'
export type {
  Answer,
  Proxies,
  Transport,
  TransportClass,
  TransportFactory,
  TransportRequest,
  TransportSettings,
} from './transports/transport.ts'
export { isIgnored, type IgnoreRule } from './values/error-rules.ts'
export { registerSerializer, type Serializer } from './values/serializers.ts'
export { VERSION } from './version.ts'
