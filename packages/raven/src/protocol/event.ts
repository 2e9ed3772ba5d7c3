/**
 * One event in wire form, as both sides of the project know it.
 *
 * Names are those of the protocol, so nothing is renamed on the way out or in. Every field is
 * optional to a reader: a client may send anything, and a wrong field never spoils the event.
 */

/** How bad it is, mildest first in {@link LEVELS}. */
export type Level = 'debug' | 'info' | 'warning' | 'error' | 'fatal'

/** All levels, mildest first. */
export const LEVELS: readonly Level[] = ['debug', 'info', 'warning', 'error', 'fatal']

/** What JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json }

/** One call, its place and the source around it. In a stack trace the oldest call comes first. */
export interface Frame {
  /** Path relative to the project's root, or as short as it gets. */
  readonly filename?: string
  /** Absolute path or URL. */
  readonly abs_path?: string
  readonly function?: string
  readonly module?: string
  /** 1-based. */
  readonly lineno?: number
  /** 1-based. */
  readonly colno?: number
  /** Up to 5 source lines before {@link context_line}. */
  readonly pre_context?: readonly string[]
  readonly context_line?: string
  /** Up to 5 source lines after {@link context_line}. */
  readonly post_context?: readonly string[]
  /** True for the program's own code, false for libraries and the runtime. */
  readonly in_app?: boolean
  /** Facts about the frame itself: where it was run, when a source map told where it was written. */
  readonly data?: JsonObject
  readonly vars?: JsonObject
  /** `native` for WebAssembly. */
  readonly platform?: string
  /** Offset in a WebAssembly module, in hexadecimal with `0x` before. */
  readonly instruction_addr?: string
}

/** A stack trace; the oldest call comes first, the last frame raised. */
export interface Stacktrace {
  readonly frames: readonly Frame[]
  /** Of a stack too long: the first position left out, from 1, and the first that is there again. */
  readonly frames_omitted?: readonly [number, number]
}

/** How an exception was caught. */
export interface Mechanism {
  /** `generic` for calls by the user, `chained` for causes, `auto.…` for hooks. */
  readonly type: string
  readonly handled?: boolean
  readonly synthetic?: boolean
  /** 0 for the captured exception, larger towards its causes. */
  readonly exception_id?: number
  readonly parent_id?: number
  readonly is_exception_group?: boolean
  /** The property it came from: `cause`, `errors[0]`. */
  readonly source?: string
  readonly data?: JsonObject
}

/** One exception of a chain. */
export interface ExceptionValue {
  readonly type?: string
  readonly value?: string
  readonly module?: string
  readonly thread_id?: number | string
  readonly stacktrace?: Stacktrace
  readonly mechanism?: Mechanism
}

/** A log message: its template, its parameters and the finished text. */
export interface LogEntry {
  readonly message?: string
  readonly params?: readonly Json[] | JsonObject
  readonly formatted?: string
}

/** A thread, used here for the stack of a message. */
export interface Thread {
  readonly id: number | string
  readonly name?: string
  readonly crashed?: boolean
  readonly current?: boolean
  readonly stacktrace?: Stacktrace
}

/** Names and values in their order; a name may come twice. */
export type Pairs = readonly (readonly [name: string, value: string])[]

/** The HTTP request during which the event happened. */
export interface RequestInfo {
  readonly url?: string
  readonly method?: string
  readonly query_string?: string | JsonObject | Pairs
  readonly headers?: JsonObject | Pairs
  readonly cookies?: string | JsonObject | Pairs
  readonly data?: Json
  readonly env?: JsonObject
}

/** Who was affected. Further keys are kept as they are. */
export interface User {
  readonly id?: string | number
  readonly username?: string | number
  readonly email?: string
  readonly ip_address?: string
  readonly [key: string]: Json | undefined
}

/** Something that happened before the event. */
export interface Breadcrumb {
  /** Unix seconds. */
  readonly timestamp?: number
  readonly type?: string
  readonly category?: string
  readonly message?: string
  readonly level?: Level
  readonly data?: JsonObject
}

/** Who sent the event. */
export interface SdkInfo {
  readonly name: string
  readonly version: string
}

/** The id that a build gave to a file and to its source map, so that a server finds the map. */
export interface DebugImage {
  readonly type: string
  /** The `abs_path` of the generated file. */
  readonly code_file: string
  /** A UUID. */
  readonly debug_id: string
}

/** One event. */
export interface Event {
  /** 32 lower-case hex digits. */
  readonly event_id?: string
  /** Unix seconds with fraction. */
  readonly timestamp?: number | string
  readonly platform?: string
  readonly level?: Level
  readonly logger?: string
  readonly transaction?: string
  readonly culprit?: string
  readonly server_name?: string
  readonly release?: string
  readonly dist?: string
  readonly environment?: string
  readonly message?: string | LogEntry
  readonly logentry?: LogEntry
  readonly exception?: { readonly values: readonly ExceptionValue[] }
  readonly threads?: { readonly values: readonly Thread[] }
  readonly request?: RequestInfo
  readonly user?: User
  readonly tags?: Readonly<Record<string, string>>
  readonly extra?: JsonObject
  readonly contexts?: Readonly<Record<string, JsonObject>>
  readonly breadcrumbs?: { readonly values: readonly Breadcrumb[] }
  readonly modules?: Readonly<Record<string, string>>
  readonly debug_meta?: { readonly images: readonly DebugImage[] }
  readonly fingerprint?: readonly string[]
  readonly sdk?: SdkInfo
}

/** A request whose parts all have one shape. */
export interface NormalRequest extends RequestInfo {
  /** Without its query, which is in {@link query_string}. */
  readonly url?: string
  readonly query_string?: Pairs
  readonly headers?: Pairs
  readonly cookies?: Pairs
}

/** An event as `normalizeEvent` makes it: fit to be shown without further checks. */
export interface NormalEvent extends Event {
  /** Unix seconds; absent if the client gave none that can be read. */
  readonly timestamp?: number
  readonly platform: string
  readonly level: Level
  /** The text of a message is in {@link logentry}. */
  readonly message?: never
  readonly request?: NormalRequest
}
