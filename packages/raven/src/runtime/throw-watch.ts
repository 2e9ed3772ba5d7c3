/**
 * Seeing what is thrown, with the variables of the calls under way; for all clients of a thread at once.
 *
 * Which throws V8 stops at is a setting of the whole thread, so all clients share one session, found
 * again by a symbol that all copies of this package know. Each stop costs about a millisecond, so they
 * are limited: who throws too often is looked at less closely for a while.
 */

import type * as Inspector from 'node:inspector'

import { InspectorSession, type PauseState } from './inspector-session.ts'
import { onExit } from './process-hooks.ts'
import { register, registered } from './registry.ts'
import type { Cancel, ThrowListener, ThrowWatch, ThrownCall } from './runtime.ts'

/** Throws looked at in a row, and per second in the long run. */
const BURST = 50
const PER_SECOND = 20
/** How long it is looked less closely. */
const REST_MS = 1_000
/** How long what the program logs may be kept by V8. */
const LOGGED_MS = 2_000

/** What is stopped at, most first. */
const STATES: readonly [PauseState, PauseState, PauseState] = ['all', 'uncaught', 'none']

/**
 * Begins to watch. Does nothing while a debugger is attached, whose user would be stopped by it.
 *
 * @throws {Error} where there is no inspector, or the program may not use it
 */
export function watchThrows(listener: ThrowListener): ThrowWatch {
  const known: unknown = registered('throws').get(SHARED)
  if (isShared(known)) return known.add(listener)
  const made = new SharedWatch()
  register('throws', SHARED, made)
  return made.add(listener)
}

const SHARED = 'shared'
const TAKER = 'taker'

interface Shared {
  add(listener: ThrowListener): ThrowWatch
}

function isShared(value: unknown): value is Shared {
  return typeof value === 'object' && value !== null && 'add' in value
}

/** The watch of one thread. */
class SharedWatch implements Shared {
  readonly #listeners = new Set<ThrowListener>()
  #session: InspectorSession | undefined
  #undo: readonly Cancel[] = []
  #quiet = 0
  #tokens = BURST
  #filledAt = 0
  #level = 0
  #rearm: NodeJS.Timeout | undefined;
  /** Where the session finds the function to hand things to; public for its expression only. */
  [TAKER]: unknown

  add(listener: ThrowListener): ThrowWatch {
    if (!isDebugged()) {
      this.#session ??= this.#connect()
      this.#listeners.add(listener)
      this.#apply(0)
    }
    return {
      quietly: (work) => this.#quietly(work),
      stop: () => {
        if (this.#listeners.delete(listener)) this.#apply(0)
      },
    }
  }

  #connect(): InspectorSession {
    const session = new InspectorSession(
      {
        pausing: () => this.#isAllowed(),
        wants: (file) => this.#ask((listener) => listener.wants(file)),
        thrown: (...seen) => this.#tell(...seen),
      },
      (taker) => {
        this[TAKER] = taker
        return `globalThis[Symbol.for('raven.registry')].get('throws').get('${SHARED}').${TAKER}`
      },
    )
    const logged = setInterval(() => session.forgetLogged(), LOGGED_MS)
    logged.unref()
    // a session that is still there at the end makes Node say that it waits for a debugger
    this.#undo = [onExit(() => this.#disconnect()), () => clearInterval(logged)]
    return session
  }

  #disconnect(): void {
    for (const undo of this.#undo) undo()
    clearTimeout(this.#rearm)
    this.#rearm = undefined
    this.#session?.disconnect()
    this.#session = undefined
  }

  /** Stops at what the listeners want, or at less: `level` steps below everything. */
  #apply(level: number): void {
    if (this.#listeners.size === 0) return this.#disconnect()
    const wanted = this.#ask(({ all }) => all) ? 0 : 1
    this.#level = Math.min(Math.max(level, wanted), STATES.length - 1)
    this.#session?.pauseOn(STATES[this.#level] ?? 'none')
  }

  /** Whether this throw may be looked at; each takes a token. */
  #isAllowed(): boolean {
    if (isDebugged()) {
      this.#rearm ??= this.#later() // not now: the session is at work
      return false
    }
    const now = performance.now()
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filledAt) / 1000) * PER_SECOND)
    this.#filledAt = now
    this.#tokens--
    if (this.#tokens >= 0) return true
    this.#apply(this.#level + 1)
    this.#rearm ??= this.#later()
    return false
  }

  #later(): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#rearm = undefined
      if (isDebugged()) this.#disconnect()
      else this.#apply(0)
    }, REST_MS)
    return timer.unref()
  }

  #quietly<T>(work: () => T): T {
    if (this.#quiet++ === 0) this.#session?.skip(true)
    try {
      return work()
    } finally {
      if (--this.#quiet === 0) this.#session?.skip(false)
    }
  }

  #ask(question: (listener: ThrowListener) => boolean): boolean {
    return [...this.#listeners].some(question)
  }

  /** What the program catches is seen when one client asks for it, and is none of the others' business. */
  #tell(value: unknown, calls: readonly ThrownCall[], isUncaught: boolean): void {
    for (const listener of this.#listeners)
      if (isUncaught || listener.all) listener.thrown(value, calls)
  }
}

/** Somebody debugs the program, or asked for it. */
function isDebugged(): boolean {
  const inspector = process.getBuiltinModule('node:inspector') as typeof Inspector | undefined // types know of no Node built without
  if (!inspector) throw new Error('this Node was built without an inspector')
  if (inspector.url() !== undefined) return true
  const words = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)]
  return words.some((word) => /^--inspect(?:-brk|-wait)?(?:=|$)/.test(word))
}
