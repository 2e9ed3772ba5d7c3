/**
 * What a client can be told, from its options or the environment.
 *
 * Every option but functions and objects is also read from `SENTRY_` and its name in upper snake case;
 * the option wins. A value that cannot be used is said once and ignored: a typing error must not end a program.
 */

import type { Event, Frame } from './protocol/event.ts'
import type { Attachment } from './events/attachments.ts'
import { isProcessor, type EventHook, type Processor } from './processors/processor.ts'
import { FLOOD, type FloodSettings } from './delivery/flood/settings.ts'
import type { LossReason } from './stats.ts'
import { processorNamed } from './processors/ancestors.ts'
import { transportKindOf, type TransportKind } from './transports/schemes.ts'
import type { TransportClass, TransportFactory } from './transports/transport.ts'
import { OptionReader } from './option-reader.ts'
import type { IgnoreRule } from './values/error-rules.ts'
import { fieldsOf } from './values/fields.ts'
import { isSerializer, type Serializer } from './values/serializers.ts'

/** A program's logger, as far as it is used. */
export interface Logger {
  error(message: string, details: object): unknown
}

/** The options of a client. All may be left out. */
export interface ClientOptions {
  /** Project, instead of the DSN's. Default the DSN's. */
  readonly project?: string | undefined
  /** Public key, instead of the DSN's. Default the DSN's. */
  readonly publicKey?: string | undefined
  /** Secret key, instead of the DSN's; never shown. Default the DSN's. */
  readonly secretKey?: string | undefined
  /** Where events go. Absent or empty: the client is disabled, and everything still works. */
  readonly dsn?: string | null | undefined
  /** Version of the program: a package version or a commit. Default none. */
  readonly release?: string | undefined
  /** Which installation of the program this is. Default `production`. */
  readonly environment?: string | undefined
  /** Name of this machine. Default its host name. */
  readonly name?: string | undefined
  /** A group of machines; becomes the tag `site`. Default none. */
  readonly site?: string | undefined
  /** Tags of every event; context and captures win over them. Default none. */
  readonly tags?: Readonly<Record<string, string | number | boolean>> | undefined
  /** Extra data of every event. Default none. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined
  /** The ancestor's name for the base of `extra`; `extra` wins over it. */
  readonly context?: Readonly<Record<string, unknown>> | undefined
  /** Where the sources are: a path prefix or module to `{ name, prefix }` of a repository. Sent as it is. Default none. */
  readonly repos?: Readonly<Record<string, unknown>> | undefined
  /** Whether events list the versions of the packages in `includePaths` and of the runtime. Default true. */
  readonly includeVersions?: boolean | undefined
  /** Errors that are not reported: classes, names, or beginnings of names followed by `*`. Default none. */
  readonly ignoreExceptions?: readonly IgnoreRule[] | undefined
  /** The share of events that is sent, from 0 to 1. Default 1. */
  readonly sampleRate?: number | undefined
  /** How objects of your own are shown; asked before anything else. Default none. */
  readonly serializers?: readonly Serializer[] | undefined
  /** The form of events on the wire: envelopes, or the old store endpoint. Default `envelope`. */
  readonly protocol?: 'envelope' | 'store' | undefined
  /**
   * Throw what is wrong with the DSN from the constructor and `setDsn`, and reject from `send` and
   * `sendEncoded`. Captures never throw. Default false.
   */
  readonly raiseSendErrors?: boolean | undefined
  /** Path prefixes or package names whose frames are the program's own. Default none. */
  readonly includePaths?: readonly string[] | undefined
  /** Path prefixes or package names whose frames are not; they win over `includePaths`. Default none. */
  readonly excludePaths?: readonly string[] | undefined
  /** Characters kept of a string in data. Default 400. */
  readonly stringMaxLength?: number | undefined
  /** Entries kept of a list or object in data. Default 50. */
  readonly listMaxLength?: number | undefined
  /** Breadcrumbs kept. Default 100. */
  readonly maxBreadcrumbs?: number | undefined
  /** Further names whose values are masked, matched as part of a name, without case. Default none. */
  readonly sanitizeKeys?: readonly string[] | undefined
  /** Whether sensitive values are masked. Default true; there is no other switch. */
  readonly scrub?: boolean | undefined
  /** Whether what says who somebody is may leave, masked like all else; see `docs/privacy.md`. Default false. */
  readonly sendDefaultPii?: boolean | undefined
  /** What leaves of a user without `sendDefaultPii`, besides `id`, `is_authenticated`, `is_anonymous`. Default none. */
  readonly userAttrs?: readonly string[] | undefined
  /** Looks at every event, in order, before `beforeSend`. Default none; masking happens in any case. */
  readonly processors?: readonly (Processor | string)[] | undefined
  /** Looks at every event last; answers the event, or `null` to drop it. Default none. */
  readonly beforeSend?: EventHook | undefined
  /** What becomes of an event whose hook failed: a skeleton is sent, or it is dropped. Default `skeleton`. */
  readonly onHookError?: 'skeleton' | 'drop' | undefined
  /**
   * How requests are sent: a function that makes a transport, its class, or a name: `threaded`, `http`,
   * `blocking`, `fetch`, `spool-only`, or the ancestor's dotted one. Default: a worker thread on Node,
   * `fetch` elsewhere.
   */
  readonly transport?: TransportFactory | TransportClass | string | undefined
  /** Whether to send from a worker thread where there are any. Default true. */
  readonly worker?: boolean | undefined
  /** The most one request may take, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** Whether a TLS certificate must be valid. Default true. */
  readonly verifySsl?: boolean | undefined
  /** The only certificate authorities to trust: PEM text, or the path of a file of it. Default the runtime's. */
  readonly caCerts?: string | undefined
  /** Whether events are kept on disk until the server has them. Default true where there is a disk. */
  readonly spool?: boolean | undefined
  /** Whether a flood of events is summed up and slowed down, or by which numbers. Default true. */
  readonly flood?: boolean | Partial<FloodSettings> | undefined
  /** The longest the end of the program is held to deliver what is left, in milliseconds. Default 2,000. */
  readonly shutdownTimeoutMs?: number | undefined
  /** How stacks are read: as call sites where the engine has them, or as text. Default `callsites`. */
  readonly stackCapture?: 'callsites' | 'text' | undefined
  /**
   * Whether frames of the program's own show their variables: of errors that nobody catches, or of all,
   * or none. `true` means `uncaught`. On Node only. Default false, because variables hold secrets.
   */
  readonly captureLocals?: 'uncaught' | 'all' | boolean | undefined
  /** Attach the current stack to messages and queries. Default false. */
  readonly autoLogStacks?: boolean | undefined
  /** Whether to watch for uncaught errors from the start; see `Client.install`. Default false. */
  readonly install?: boolean | undefined
  /** Where the client's own lines go. Default stderr; `false` silences. */
  readonly diagnostics?: false | ((line: string) => void) | undefined
  /** Told of each request that failed and each event that is lost, as one text and its parts. Default none. */
  readonly logger?: Logger | undefined
  /** Called after each loss with its reason and number. May throw at no cost. Default none. */
  readonly onLoss?: ((reason: LossReason, count: number) => void) | undefined
  /** Called with what went wrong inside the client or in a hook. Default none. */
  readonly onInternalError?: ((error: unknown) => void) | undefined
}

/** The options behind both forms of a constructor: `(dsn?, options?)` and `(options?)`. */
export function optionsOf(
  first: string | null | undefined | ClientOptions,
  second: ClientOptions,
): ClientOptions {
  return typeof first === 'object' && first !== null ? first : { ...fieldsOf(second), dsn: first }
}

/** The options as they are in force: every default filled in. */
export interface ResolvedOptions {
  readonly dsn: string
  readonly release: string | undefined
  readonly environment: string
  readonly project: string | undefined
  readonly publicKey: string | undefined
  readonly secretKey: string | undefined
  readonly repos: Readonly<Record<string, unknown>>
  readonly includeVersions: boolean
  readonly ignoreExceptions: readonly IgnoreRule[]
  readonly sampleRate: number
  readonly serializers: readonly Serializer[]
  readonly protocol: 'envelope' | 'store'
  readonly raiseSendErrors: boolean
  readonly name: string | undefined
  readonly site: string | undefined
  readonly tags: Readonly<Record<string, unknown>>
  readonly extra: Readonly<Record<string, unknown>>
  readonly includePaths: readonly string[]
  readonly excludePaths: readonly string[]
  readonly stringMaxLength: number
  readonly listMaxLength: number
  readonly maxBreadcrumbs: number
  readonly sanitizeKeys: readonly string[]
  readonly scrub: boolean
  readonly sendDefaultPii: boolean
  readonly userAttrs: readonly string[]
  readonly processors: readonly Processor[]
  readonly beforeSend: EventHook | undefined
  readonly onHookError: 'skeleton' | 'drop'
  readonly transport: TransportFactory | TransportClass | TransportKind | undefined
  readonly worker: boolean
  readonly timeoutMs: number
  readonly verifySsl: boolean
  readonly caCerts: string | undefined
  readonly spool: boolean
  readonly flood: FloodSettings | false
  readonly shutdownTimeoutMs: number
  readonly stackCapture: 'callsites' | 'text'
  readonly captureLocals: 'uncaught' | 'all' | false
  readonly autoLogStacks: boolean
  readonly install: boolean
  readonly diagnostics: false | ((line: string) => void) | undefined
  readonly logger: Logger | undefined
  readonly onLoss: ((reason: LossReason, count: number) => void) | undefined
  readonly onInternalError: ((error: unknown) => void) | undefined
}

/** Reads options and environment. `say` hears about each value that cannot be used. */
export function resolveOptions(
  options: ClientOptions,
  env: (name: string) => string | undefined,
  say: (topic: string, line: string) => void,
): ResolvedOptions {
  const read = new OptionReader({ ...options }, env, say)
  const resolved: ResolvedOptions = {
    dsn: read.text('dsn') ?? '',
    release: read.text('release'),
    environment: read.text('environment') ?? 'production',
    project: read.text('project'),
    publicKey: read.text('publicKey'),
    secretKey: read.text('secretKey'),
    repos: read.object('repos'),
    includeVersions: read.flag('includeVersions', true),
    ignoreExceptions: read.usable('ignoreExceptions', isIgnoreRule, 'a list of classes and names'),
    sampleRate: read.share('sampleRate', 1),
    serializers: read.objects('serializers', isSerializer, 'a list of serializers'),
    protocol: read.choice('protocol', ['envelope', 'store']),
    raiseSendErrors: read.flag('raiseSendErrors', false),
    name: read.text('name'),
    site: read.text('site'),
    tags: read.object('tags'),
    extra: { ...read.object('context'), ...read.object('extra') },
    includePaths: read.list('includePaths'),
    excludePaths: read.list('excludePaths'),
    stringMaxLength: read.number('stringMaxLength', 400, 'SENTRY_MAX_LENGTH_STRING'),
    listMaxLength: read.number('listMaxLength', 50, 'SENTRY_MAX_LENGTH_LIST'),
    maxBreadcrumbs: read.number('maxBreadcrumbs', 100),
    sanitizeKeys: read.list('sanitizeKeys'),
    scrub: read.flag('scrub', true),
    sendDefaultPii: read.flag('sendDefaultPii', false),
    userAttrs: read.list('userAttrs'),
    processors: readProcessors(read),
    beforeSend: read.function('beforeSend', options.beforeSend),
    onHookError: read.choice('onHookError', ['skeleton', 'drop']),
    transport: readTransport(read, options.transport),
    worker: read.flag('worker', true),
    timeoutMs: read.number('timeoutMs', 5_000),
    verifySsl: read.flag('verifySsl', true),
    caCerts: read.text('caCerts'),
    spool: read.flag('spool', true),
    flood: read.numbers('flood', FLOOD),
    shutdownTimeoutMs: read.number('shutdownTimeoutMs', 2_000),
    stackCapture: read.choice('stackCapture', ['callsites', 'text']),
    captureLocals: read.wordOrFlag('captureLocals', ['uncaught', 'all']),
    autoLogStacks: read.flag('autoLogStacks', false),
    install: read.flag('install', false),
    diagnostics:
      options.diagnostics === false ? false : read.function('diagnostics', options.diagnostics),
    logger: read.having('logger', 'error', options.logger),
    onLoss: read.function('onLoss', options.onLoss),
    onInternalError: read.function('onInternalError', options.onInternalError),
  }
  read.complainAboutUnknown([...Object.keys(resolved), 'context'])
  return resolved
}

/** Functions and objects as they are; names, of old configurations too, as what they name. */
function readProcessors(read: OptionReader): readonly Processor[] {
  const keys = read.list('sanitizeKeys')
  const wanted = 'a list of functions, of objects with a method "process", or of names'
  const isGiven = (one: unknown): one is Processor | string =>
    typeof one === 'string' || isProcessor(one)
  const given = read.usable('processors', isGiven, wanted)
  return given
    .map((one) =>
      typeof one === 'string'
        ? read.named('processors', one, () => processorNamed(one, keys))
        : one,
    )
    .filter((one) => one !== undefined)
}

function readTransport(
  read: OptionReader,
  given: TransportFactory | TransportClass | string | undefined,
): TransportFactory | TransportClass | TransportKind | undefined {
  if (given !== undefined && typeof given !== 'string') return read.function('transport', given)
  const name = read.text('transport')
  return name === undefined ? undefined : read.named('transport', name, () => transportKindOf(name))
}

function isIgnoreRule(one: unknown): one is IgnoreRule {
  return typeof one === 'string' || typeof one === 'function'
}

/** What a capture method can be told about the one event it makes. */
export interface CaptureOptions {
  /** Attributes of the event; they win over what the client would say itself. */
  readonly data?: Partial<Event> & Readonly<Record<string, unknown>>
  /** When it happened. Default now. */
  readonly date?: Date | number
  /** Extra data, added to the context's key by key. */
  readonly extra?: Readonly<Record<string, unknown>>
  /** Tags, added to the context's key by key. */
  readonly tags?: Readonly<Record<string, string | number | boolean>>
  /** Who is affected, in place of the context's user. */
  readonly user?: Readonly<Record<string, unknown>>
  /** Which request was being served, in place of the context's. */
  readonly request?: Readonly<Record<string, unknown>>
  /** A level's name, or the ancestor's number 10 to 50. Default `error`. */
  readonly level?: string | number
  /** The place the event is named after. Default the innermost in-app frame. */
  readonly culprit?: string
  /** Groups events by your own rule; `{{ default }}` stands for the usual one. */
  readonly fingerprint?: readonly string[]
  /** Which part of the program noticed. Default none. */
  readonly logger?: string
  /** How long the work took, in milliseconds. */
  readonly timeSpent?: number
  /** Files to send along, 10 of 2 MiB in all; read when the event is finished, and not masked. */
  readonly attachments?: readonly Attachment[]
  /** The share of such events that is sent, instead of the client's. */
  readonly sampleRate?: number
  /**
   * Whether to report it, where that is known only later: `false` drops it as `ignored`. It is kept on
   * disk meanwhile, and sent when nothing is known after 2 seconds or at the end of the program.
   */
  readonly when?: PromiseLike<boolean>
  /** Attach a stack to a message: the present one, an error's, one that is text, or frames, oldest first. */
  readonly stack?: boolean | Error | string | readonly Frame[]
  /** Leaves out of an error's stack what called the program, up to the last such file. Default none. */
  readonly hideFrames?: RegExp
}
