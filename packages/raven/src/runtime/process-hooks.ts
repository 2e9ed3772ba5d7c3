/**
 * The two moments of a Node process that matter to us: an error nobody caught, and the end.
 *
 * Only listeners that change nothing: `uncaughtExceptionMonitor` sees what Node is about to act on,
 * and a rejection listener is added only where having one alters neither exit code nor output.
 */

import type { Cancel } from './runtime.ts'

/** What is told about the end of a process. */
export interface UncaughtListener {
  /** An error nobody caught. */
  readonly onUncaught: (error: unknown, mechanism: string) => void
  /** The process ends of it, right after this. */
  readonly onEnding: () => void
}

/** Watches for uncaught errors and rejections. */
export function watchUncaught({ onUncaught, onEnding }: UncaughtListener): Cancel {
  const told = new WeakSet<object>()
  const stopRejections = watchRejections((error) => {
    if (typeof error === 'object' && error !== null) told.add(error)
    onUncaught(error, mechanismOf('unhandledRejection'))
  })
  const monitor = (error: unknown, origin: string) => {
    // A program's rejection listener may throw what it was told of; that is the same error once more.
    const isTold = typeof error === 'object' && error !== null && told.delete(error)
    if (!isTold) onUncaught(error, mechanismOf(origin))
    if (endsProcess()) onEnding()
  }
  quietly('uncaughtExceptionMonitor', () => process.on('uncaughtExceptionMonitor', monitor))
  return () => {
    process.off('uncaughtExceptionMonitor', monitor)
    stopRejections()
  }
}

/** Runs a task at the end of the process, when nothing asynchronous runs any more. */
export function onExit(task: () => void): Cancel {
  quietly('exit', () => process.once('exit', task))
  return () => process.off('exit', task)
}

/** Runs a task once, when the event loop is empty; what it starts keeps the process alive a little longer. */
export function onIdle(task: () => void): Cancel {
  quietly('beforeExit', () => process.once('beforeExit', task))
  return () => process.off('beforeExit', task)
}

/** Whether `exit` is being told already: a listener added now is not called any more. */
export function isExiting(): boolean {
  return Reflect.get(process, '_exiting') === true
}

function mechanismOf(origin: string): string {
  return origin === 'unhandledRejection'
    ? 'auto.node.onunhandledrejection'
    : 'auto.node.onuncaughtexception'
}

/** Whoever has a listener or a capture callback decides what becomes of the process; Node no longer ends it. */
function endsProcess(): boolean {
  return (
    process.listenerCount('uncaughtException') === 0 &&
    !process.hasUncaughtExceptionCaptureCallback()
  )
}

type RejectionMode = 'throw' | 'strict' | 'warn' | 'none' | 'warn-with-error-code'
const MODES: readonly RejectionMode[] = ['throw', 'strict', 'warn', 'none', 'warn-with-error-code']

/** The mode the program was started with; the last one given counts. */
function rejectionMode(): RejectionMode {
  const words = [...(process.env.NODE_OPTIONS ?? '').split(/\s+/), ...process.execArgv]
  let mode: RejectionMode = 'throw'
  for (const [index, word] of words.entries()) {
    const [flag, value = words[index + 1]] = word.split('=')
    if (flag === '--unhandled-rejections') mode = MODES.find((one) => one === value) ?? mode
  }
  return mode
}

/**
 * In the mode `throw` the monitor sees rejections, unless the program listens itself: then we listen
 * beside it. In `strict` the monitor sees them in any case. In `warn` and `none` a listener changes
 * nothing, so there is one. In `warn-with-error-code` any listener would change the exit code, so
 * rejections go unreported there.
 */
function watchRejections(listener: (error: unknown) => void): Cancel {
  const mode = rejectionMode()
  if (mode === 'warn' || mode === 'none') return listenFirst(listener)
  return mode === 'throw' ? listenBesideOthers(listener) : () => {}
}

/** First, because a listener of the program may end the process. */
function listenFirst(listener: (error: unknown) => void): Cancel {
  quietly('unhandledRejection', () => process.prependListener('unhandledRejection', listener))
  return () => process.off('unhandledRejection', listener)
}

/** Listens exactly as long as somebody else does: alone, it would keep the process from ending. */
function listenBesideOthers(listener: (error: unknown) => void): Cancel {
  let stop: Cancel | undefined
  const listen = () => (stop ??= listenFirst(listener))
  const onAdding = (event: string | symbol, added: unknown) => {
    if (event === 'unhandledRejection' && added !== listener) listen()
  }
  const onRemoved = (event: string | symbol) => {
    if (event !== 'unhandledRejection') return
    if (process.listeners('unhandledRejection').some((one) => one !== listener)) return
    stop?.()
    stop = undefined
  }
  if (process.listenerCount('unhandledRejection') > 0) listen()
  quietly('newListener', () => process.on('newListener', onAdding))
  quietly('removeListener', () => process.on('removeListener', onRemoved))
  return () => {
    process.off('newListener', onAdding)
    process.off('removeListener', onRemoved)
    stop?.()
  }
}

/** Adds a listener without Node's warning about many of them, which would be about ours. */
function quietly(event: string, add: () => void): void {
  const most = process.getMaxListeners()
  if (most === 0 || process.listenerCount(event) < most) return add()
  process.setMaxListeners(0)
  add()
  process.setMaxListeners(most)
}
