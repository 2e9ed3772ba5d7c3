/**
 * The two moments of a Node process that matter to us: an error nobody caught, and the end.
 *
 * Only listeners that change nothing: `uncaughtExceptionMonitor` sees what Node is about to act on,
 * and a rejection listener is added only where having one alters neither exit code nor output.
 */

import type { Cancel } from './runtime.ts'

/** Called for an error nobody caught; `ending` is whether the process ends of it. */
export type OnUncaught = (error: unknown, mechanism: string, ending: boolean) => void

/** Watches for uncaught errors and rejections. */
export function watchUncaught(onUncaught: OnUncaught): Cancel {
  const monitor = (error: unknown, origin: string) => {
    onUncaught(error, mechanismOf(origin), endsProcess())
  }
  process.on('uncaughtExceptionMonitor', monitor)
  const stopRejections = watchRejections((error) =>
    onUncaught(error, mechanismOf('unhandledRejection'), false),
  )
  return () => {
    process.off('uncaughtExceptionMonitor', monitor)
    stopRejections()
  }
}

/** Runs a task at the end of the process, when nothing asynchronous runs any more. */
export function onExit(task: () => void): Cancel {
  process.once('exit', task)
  return () => process.off('exit', task)
}

/** Runs a task once, when the event loop is empty; what it starts keeps the process alive a little longer. */
export function onIdle(task: () => void): Cancel {
  process.once('beforeExit', task)
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
 * In the modes `throw` and `strict` the monitor sees rejections, unless the program listens itself: then
 * we listen beside it. In `warn` and `none` a listener changes nothing, so there is one. In
 * `warn-with-error-code` any listener would change the exit code, so rejections go unreported there.
 */
function watchRejections(onRejection: (error: unknown) => void): Cancel {
  const listener = (error: unknown) => onRejection(error)
  const mode = rejectionMode()
  if (mode === 'warn-with-error-code') return () => {}
  const others = () =>
    process.listeners('unhandledRejection').filter((one) => one !== listener).length
  const fit = () => {
    const wanted = mode === 'warn' || mode === 'none' || others() > 0
    const present = process.listeners('unhandledRejection').includes(listener)
    if (wanted && !present) process.on('unhandledRejection', listener)
    if (!wanted && present) process.off('unhandledRejection', listener)
  }
  const onChange = (event: string | symbol, changed: unknown) => {
    if (event === 'unhandledRejection' && changed !== listener) queueMicrotask(fit)
  }
  process.on('newListener', onChange)
  process.on('removeListener', onChange)
  fit()
  return () => {
    process.off('newListener', onChange)
    process.off('removeListener', onChange)
    process.off('unhandledRejection', listener)
  }
}
