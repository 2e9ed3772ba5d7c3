/** Timers and sockets that never keep a process alive. */

import type { Socket } from 'node:net'

/** Runs the task after `ms`; answers what cancels it. */
export function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms)
  timer.unref()
  return () => clearTimeout(timer)
}

/** Connecting to one of several addresses makes a new handle, so it is said again when that is done. */
export function neverHoldOpen(socket: Socket): void {
  socket.unref()
  if (socket.connecting) socket.once('connect', () => socket.unref())
}
