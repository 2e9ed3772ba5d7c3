/** The disk and the maps of Node, as far as frames need them. Nothing here throws. */

import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'

/** What the disk and the runtime answer. */
export const nodeFiles = {
  /** The text of a plain file of at most so many bytes; a pipe or a terminal would wait for its writer. */
  readText: orNothing((path: string, maxBytes: number) => {
    const size = plainSize(path)
    return size !== undefined && size <= maxBytes ? readFileSync(path, 'utf8') : undefined
  }),

  /** Bytes of a plain file; undefined for what is none. */
  fileSize: orNothing(plainSize),

  /** When a file was written last, in milliseconds. */
  writtenAt: orNothing((path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs),

  /** The last bytes of a plain file, as text. */
  readEnd: orNothing((path: string, bytes: number) => {
    const size = plainSize(path)
    return size === undefined ? undefined : readFrom(path, Math.max(0, size - bytes), bytes)
  }),

  /** The map that Node has of a file it loaded while it was told to map stacks; its JSON. */
  runtimeMap: orNothing((path: string): unknown =>
    process.sourceMapsEnabled
      ? process.getBuiltinModule('node:module').findSourceMap(path)?.payload
      : undefined,
  ),

  /** Ids that builds gave to files, by the text of a stack taken in each (protocol section 31). */
  debugIds: orNothing((): unknown => Reflect.get(globalThis, '_sentryDebugIds')),
}

function plainSize(path: string): number | undefined {
  const file = statSync(path, { throwIfNoEntry: false })
  return file?.isFile() === true ? file.size : undefined
}

function readFrom(path: string, start: number, bytes: number): string {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(bytes)
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, bytes, start))
  } finally {
    closeSync(file)
  }
}

/** The answer, or undefined where the disk or the runtime refuses: a frame without it says so. */
function orNothing<A extends unknown[], R>(ask: (...args: A) => R): (...args: A) => R | undefined {
  return (...args) => {
    try {
      return ask(...args)
    } catch {
      return undefined
    }
  }
}
