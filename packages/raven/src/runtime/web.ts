/** The runtime of last resort: web standards only. Browsers, workers and anything unknown. */

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

/** A runtime made of web standards. Timers cannot be told from one another here, so all may hold the page. */
export function createWebRuntime(): Runtime {
  const start = (ms: number, task: () => void) => {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  }
  const Storage = storageClass()
  return {
    ...(Storage ? { createStorage: <T>() => new Storage<T>() } : {}),
    name: 'javascript',
    version: '',
    platform: 'javascript',
    contexts: () => ({}),
    now: () => Date.now(),
    randomId: () => idFromBytes(crypto.getRandomValues(new Uint8Array(16))),
    env: () => undefined,
    defer: (task) => void setTimeout(task, 0),
    later: start,
    hold: start,
    stackHeader: (error) => Error.prototype.toString.call(error),
    warn: (line) => console.warn(line),
  }
}
