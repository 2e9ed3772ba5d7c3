/**
 * Everything ambient the client needs: clock, randomness, timers, environment, files.
 *
 * One object, so that a test can replace it and a new runtime is a new file, not an `if`.
 */

/** Shaped like `AsyncLocalStorage`: a value that follows one chain of asynchronous calls. */
export interface ContextStorage<T> {
  getStore(): T | undefined
  run<R>(store: T, fn: () => R): R
  enterWith(store: T): void
  /** Follows no chain any more, until it is used again; absent where nothing has to be let go of. */
  disable?(): void
}

/** Stops what was started; calling it twice does nothing. */
export type Cancel = () => void

/** A call that was under way when something was thrown. */
export interface ThrownCall {
  /** As the program names it; empty where it has no name. */
  readonly function: string
  /** Path or URL of the script. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
  /** Whether a line and column, 1-based, lie within the function. */
  readonly holds: (line: number, column: number) => boolean
  /** Its variables as they were just then, the innermost block first; live, so copy what is to stay. */
  readonly scopes: readonly object[]
}

/** Who wants to know what is thrown, while the throw is under way. Nothing of it may throw. */
export interface ThrowListener {
  /** Also what the program catches itself. */
  readonly all: boolean
  /** Whether variables of calls in this file are of interest. */
  readonly wants: (file: string) => boolean
  /** The calls are innermost first; those in files nobody wants have no scopes. */
  readonly thrown: (value: unknown, calls: readonly ThrownCall[]) => void
}

/** A watch on what is thrown. */
export interface ThrowWatch {
  /** Runs work during which nothing is seen. */
  readonly quietly: <T>(work: () => T) => T
  readonly stop: Cancel
}

/** Where the program runs, as far as we use it. */
export interface Runtime {
  /** `node`, `bun`, `deno`, `browser`, …; the name of the `runtime` context of an event. */
  readonly name: string
  /** The runtime's version, without a leading `v`; empty where it has none. */
  readonly version: string
  /** The event's `platform`; decides how servers read its frames. */
  readonly platform: 'node' | 'javascript'
  /** The folder the program was started in; in-app files are shown relative to it. */
  readonly cwd?: string
  /** The URL of one of our own modules, as stacks name it; absent where we are no file of our own. */
  readonly moduleUrl?: string | undefined
  /** Name of this machine; becomes `server_name`. */
  readonly hostName?: string
  /** Facts for the event's `contexts`, read once. */
  readonly contexts: () => Readonly<Record<string, Readonly<Record<string, string | number>>>>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** 32 lower-case hex digits, random, in the shape of a version 4 UUID. */
  readonly randomId: () => string
  /** One environment variable; undefined where there are none or reading is refused. */
  readonly env: (name: string) => string | undefined
  /** Runs the task soon, after the code that runs now; the process lives until it ran. */
  readonly defer: (task: () => void) => void
  /** Runs the task after `ms`; never keeps the process alive. */
  readonly later: (ms: number, task: () => void) => Cancel
  /** Runs the task after `ms`; keeps the process alive until then or until cancelled. */
  readonly hold: (ms: number, task: () => void) => Cancel
  /**
   * A way back to the request that is being served here: runs one task as a part of it. Present where what
   * a request starts may end with it, timers and requests of its own; the task is then never run.
   */
  readonly here?: () => (task: () => void) => void
  /** The text of a file, or undefined when it is absent, unreadable or larger than `maxBytes`. */
  readonly readText?: (path: string, maxBytes: number) => string | undefined
  /** Whether a path is a folder's. Goes with `readText`. */
  readonly isFolder?: (path: string) => boolean
  /** Makes a storage; absent where the runtime has none. */
  readonly createStorage?: <T>() => ContextStorage<T>
  /** What V8 prints before the frames of an error; absent where `stack` is plain text only. */
  readonly stackHeader?: (error: object) => string
  /** True when the runtime maps stacks itself (`--enable-source-maps`), so that text is the better source. */
  readonly mapsStacks?: () => boolean
  /** Whether a value is a proxy, whose traps run with whatever is asked of it; absent where nobody can tell. */
  readonly isProxy?: (value: object) => boolean
  /** Compresses by zlib; absent where nothing can at once. */
  readonly deflate?: (bytes: Uint8Array) => Uint8Array
  /** Undoes zlib; throws for a broken stream or a result larger than `maxBytes`. */
  readonly inflate?: (bytes: Uint8Array, maxBytes: number) => Uint8Array
  /** One line for the person who runs the program. */
  readonly warn: (line: string) => void
}
