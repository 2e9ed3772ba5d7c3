/** What a flavour of the client brings along: its runtime, and how it delivers and watches there. */

import type { Tallies } from '../delivery/flood/tallies.ts'
import type { Spool, SpoolUse } from '../delivery/spool.ts'
import type { Cancel, Runtime, ThrowListener, ThrowWatch } from '../runtime/runtime.ts'
import type { FrameMaps } from '../stack/stack-reader.ts'
import type { TransportKind } from '../transports/schemes.ts'
import type { Transport, TransportFactory, TransportSettings } from '../transports/transport.ts'

/** What hooks of the process report. */
export interface UncaughtHandlers {
  /** An error nobody caught. */
  readonly onUncaught: (error: unknown, mechanism: string) => void
  /** The process ends of it, right after this. */
  readonly onEnding: () => void
}

/** One flavour. */
export interface Platform {
  readonly runtime: Runtime
  /** The client's name on the wire, as `sdk.name`. */
  readonly sdkName: string
  /** Versions of the packages named, as far as they are installed. */
  readonly packageVersions?: (names: readonly string[]) => Readonly<Record<string, string>>
  /** The transport where none is given. */
  readonly createTransport: (settings: TransportSettings, worker: boolean) => Transport
  /** The transports that have names here. */
  readonly transports: Readonly<Partial<Record<TransportKind, TransportFactory>>>
  /** The source maps of the program's files; `root` is its folder. Absent where there is no disk. */
  readonly createMaps?: (root: string) => FrameMaps
  /** Where events are kept; `key` names the DSN. Absent where there is no disk. */
  readonly openSpool?: (key: string, use: SpoolUse) => Spool
  /** Where floods are counted; `key` names the DSN. Absent where there is no disk. */
  readonly openTallies?: (key: string, use: Omit<SpoolUse, 'onEvicted'>) => Tallies
  /** Runs the task once, when the process has nothing left to do and could still do more. */
  readonly onIdle?: (task: () => void) => Cancel
  /** Runs the task when the process ends, while nothing asynchronous runs any more. */
  readonly onExit?: (task: () => void) => Cancel
  /** Whether the process is ending already, so that a task given to `onExit` may come too late. */
  readonly isExiting?: () => boolean
  /** Sees what is thrown, with its variables; may throw. Absent where nothing can. */
  readonly watchThrows?: (listener: ThrowListener) => ThrowWatch
  /** Publishes on a diagnostic channel; the message is made only when somebody listens. */
  readonly publish?: (channel: string, make: () => object) => void
  /** Watches for errors nobody caught. */
  readonly watchUncaught?: (handlers: UncaughtHandlers) => Cancel
}
