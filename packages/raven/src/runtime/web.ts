/** The runtime of last resort: web standards only. Browsers, workers and anything unknown. */

import { random } from './guarded-runtime.ts'
import { keptTimers } from './kept-timers.ts'
import type { ContextStorage, Runtime } from './runtime.ts'

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** 32 hex digits from 16 random bytes, with the version and variant bits of a UUID v4. */
export function idFromBytes(bytes: Uint8Array): string {
  let id = ''
  for (let i = 0; i < 16; i++) {
    let byte = bytes[i] ?? 0
    if (i === 6) byte = (byte & 0x0f) | 0x40
    if (i === 8) byte = (byte & 0x3f) | 0x80
    id += HEX[byte]
  }
  return id
}

/** What runtimes beyond the standards hand out: edge runtimes the first, workerd with `nodejs_compat` the second. */
interface Beyond {
  readonly AsyncLocalStorage?: new <T>() => ContextStorage<T>
  readonly process?: { getBuiltinModule?(name: string): Beyond | undefined }
}

function storageClass(): Beyond['AsyncLocalStorage'] {
  const { AsyncLocalStorage, process } = globalThis as Beyond
  return AsyncLocalStorage ?? process?.getBuiltinModule?.('node:async_hooks')?.AsyncLocalStorage
}

/** At the top of a worker, outside of any request, only numbers may be had, and these not always. */
function randomBytes(): Uint8Array {
  const bytes = new Uint8Array(16)
  try {
    return crypto.getRandomValues(bytes)
  } catch {
    return bytes.map(() => random() * 256)
  }
}

/** What waits for a promise goes on where it began to wait, on workerd too. */
function here(): (task: () => void) => void {
  let goOn: ((task: () => void) => void) | undefined
  // cannot reject: what is run answers for itself
  void new Promise<() => void>((resolve) => (goOn = resolve)).then((task) => task())
  return (task) => goOn?.(task)
}

/** A runtime made of web standards. Timers cannot be told from one another here, so all may hold the page. */
export function createWebRuntime(): Runtime {
  const start = keptTimers()
  const Storage = storageClass()
  return {
    ...(Storage ? { createStorage: <T>() => new Storage<T>() } : {}),
    name: 'javascript',
    version: '',
    platform: 'javascript',
    contexts: () => ({}),
    now: () => Date.now(),
    randomId: () => idFromBytes(randomBytes()),
    env: () => undefined,
    defer: (task) => void start(0, task),
    later: start,
    hold: start,
    here,
    stackHeader: (error) => Error.prototype.toString.call(error),
    warn: (line) => console.warn(line),
  }
}
