/** The watch of one client on what is thrown: only while it is asked for and can report. */

import { Locals, type LocalsOptions } from '../stack/locals.ts'
import type { ThrowWatch } from '../runtime/runtime.ts'
import { messageOf } from '../values/describe.ts'
import type { Platform } from './platform.ts'

/** What a watch needs. */
export interface LocalsWatchOptions {
  readonly platform: Platform
  readonly locals: LocalsOptions
  readonly say: (topic: string, line: string) => void
}

/** Begins and ends the watch, and keeps our own work out of it. */
export class LocalsWatch {
  /** What was seen. */
  readonly locals: Locals
  readonly #options: LocalsWatchOptions
  #watch: ThrowWatch | undefined
  #hasFailed = false

  constructor(options: LocalsWatchOptions) {
    this.#options = options
    this.locals = new Locals(options.locals)
  }

  /** Begins, unless it has begun. Says once why it cannot. */
  start(): void {
    if (this.#watch || this.#hasFailed) return
    const { platform, say } = this.#options
    try {
      this.#watch = platform.watchThrows?.(this.locals)
      if (!this.#watch) throw new Error(`${platform.runtime.name} does not show local variables`)
    } catch (error) {
      this.#hasFailed = true
      say('locals', `option "captureLocals" is ignored: ${messageOf(error)}`)
    }
  }

  stop(): void {
    this.#watch?.stop()
    this.#watch = undefined
  }

  /** Runs work of ours, whose own errors are none of the program's. */
  quietly<T>(work: () => T): T {
    return this.#watch ? this.#watch.quietly(work) : work()
  }
}
