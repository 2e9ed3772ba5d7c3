/** Node, and what imitates it: Bun and Deno. */

import { AsyncLocalStorage } from 'node:async_hooks'
import { statSync, writeSync } from 'node:fs'
import type * as Zlib from 'node:zlib'
import { arch, hostname, platform, release } from 'node:os'

import { nodeFiles } from './node-files.ts'
import type { Runtime } from './runtime.ts'

const ID_BYTES = 16
const POOLED_IDS = 64

/** Makes UUIDs of version 4 from a pool: one call of the generator, and one of the encoder, serves many events. */
function createIds(): () => string {
  let pool = ''
  let used = 0
  return () => {
    if (used === pool.length) {
      pool = randomIds()
      used = 0
    }
    used += 2 * ID_BYTES
    return pool.slice(used - 2 * ID_BYTES, used)
  }
}

function randomIds(): string {
  // loaded with the first event
  const bytes = process.getBuiltinModule('node:crypto').randomBytes(ID_BYTES * POOLED_IDS)
  for (let at = 0; at < bytes.length; at += ID_BYTES) {
    bytes.writeUInt8((bytes.readUInt8(at + 6) & 0x0f) | 0x40, at + 6)
    bytes.writeUInt8((bytes.readUInt8(at + 8) & 0x3f) | 0x80, at + 8)
  }
  return bytes.toString('hex')
}

/** The symbol that marks errors of Node itself, which print as `Name [CODE]: message`. */
function findNodeErrorMark(): symbol | undefined {
  try {
    const wrong: unknown = Reflect.get(Buffer, 'alloc')
    if (typeof wrong === 'function') Reflect.apply(wrong, Buffer, ['x'])
  } catch (error) {
    for (
      let it: unknown = error;
      typeof it === 'object' && it !== null;
      it = Object.getPrototypeOf(it)
    ) {
      const mark = Object.getOwnPropertySymbols(it).find(
        (symbol) => symbol.description === 'kIsNodeError',
      )
      if (mark) return mark
    }
  }
  return undefined
}

/** Prints the first line of a stack exactly as Node does. */
function createStackHeader(): (error: object) => string {
  let mark: symbol | undefined
  let looked = false
  return (error) => {
    if (!looked) {
      mark = findNodeErrorMark()
      looked = true
    }
    if (
      mark !== undefined &&
      mark in error &&
      'code' in error &&
      'name' in error &&
      'message' in error
    )
      return `${String(error.name)} [${String(error.code)}]: ${String(error.message)}`
    return Error.prototype.toString.call(error)
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function readCwd(): string {
  try {
    return process.cwd()
  } catch {
    return '' // the folder was removed under a program that runs on: no path is relative to it
  }
}

function readEnv(name: string): string | undefined {
  try {
    return process.env[name]
  } catch {
    return undefined // Deno refuses without a permission; an absent variable is the harmless reading
  }
}

const STDERR = 2

/** Not by `process.stderr`: opening that changes a pipe for all who share it, and its errors end programs. */
function warn(line: string): void {
  try {
    writeSync(STDERR, `${line}\n`)
  } catch {
    // nobody reads there any more, so there is nobody to tell
  }
}

function runtimeName(): { name: string; version: string } {
  const { bun, deno, node } = process.versions
  if (bun) return { name: 'bun', version: bun }
  if (deno) return { name: 'deno', version: deno }
  return { name: 'node', version: node }
}

/** Fetched when first needed: most programs never need it on their main thread. */
function zlib(): typeof Zlib {
  return process.getBuiltinModule('node:zlib')
}

/** The runtime of Node. Reads nothing until asked. */
export function createNodeRuntime(): Runtime {
  const { name, version } = runtimeName()
  return {
    name,
    version,
    platform: 'node',
    moduleUrl: import.meta.url,
    get cwd() {
      return readCwd()
    },
    get hostName() {
      return hostname()
    },
    contexts: () => ({
      runtime: { name, version },
      os: { name: platform(), kernel_version: release() },
      device: { arch: arch() },
    }),
    now: () => Date.now(),
    randomId: createIds(),
    env: readEnv,
    defer: (task) => void setImmediate(task),
    later: (ms, task) => {
      const timer = setTimeout(task, ms)
      timer.unref()
      return () => clearTimeout(timer)
    },
    hold: (ms, task) => {
      const timer = setTimeout(task, ms)
      return () => clearTimeout(timer)
    },
    readText: nodeFiles.readText,
    isFolder,
    createStorage: <T>() => new AsyncLocalStorage<T>(),
    deflate: (bytes) => zlib().deflateSync(bytes),
    inflate: (bytes, maxBytes) => zlib().inflateSync(bytes, { maxOutputLength: maxBytes }),
    stackHeader: createStackHeader(),
    isProxy: (value) => process.getBuiltinModule('node:util').types.isProxy(value),
    mapsStacks: () => process.sourceMapsEnabled,
    warn,
  }
}
