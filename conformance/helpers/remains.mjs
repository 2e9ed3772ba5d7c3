/** What a process holds once its garbage is collected; for programs started with `--expose-gc`. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeHeapSnapshot } from 'node:v8'

/** More than an engine's own caches wander from one look to the next, less than a leak per call adds up to. */
export const MOST_GROWTH = 2 * 1024 * 1024

const countIn = (folder) => (existsSync(folder) ? readdirSync(folder).length : 0)

/** Heap of the main thread in bytes, and everything else by its number. */
export async function remains() {
  for (let time = 0; time < 4; time++) {
    await sleep(10) // what is collected may free more in a later turn
    globalThis.gc()
  }
  const things = {
    descriptors: countIn('/proc/self/fd'),
    threads: countIn('/proc/self/task'),
  }
  for (const name of process.eventNames())
    things[`listener ${String(name)}`] = process.listenerCount(name)
  for (const name of process.getActiveResourcesInfo())
    things[`resource ${name}`] = (things[`resource ${name}`] ?? 0) + 1
  return { heap: process.memoryUsage().heapUsed, rss: process.memoryUsage.rss(), things }
}

/** What an engine keeps of functions that ran often: machine code, what it needs to go back from it, and links. */
const OF_THE_ENGINE = new Set(['code', 'hidden'])

/**
 * Bytes of what the program itself holds: the heap without what the engine made of its functions, which
 * grows for as long as it finds one more worth compiling.
 */
export function heldBytes() {
  const folder = mkdtempSync(join(tmpdir(), 'raven-heap-'))
  // as a stream it never ends in Node 20.19
  const text = readFileSync(writeHeapSnapshot(join(folder, 'a.heapsnapshot')), 'utf8')
  rmSync(folder, { recursive: true })
  const { nodes, snapshot } = JSON.parse(text)
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')]
  let bytes = 0
  for (let at = 0; at < nodes.length; at += fields.length)
    if (!OF_THE_ENGINE.has(types[type][nodes[at + type]])) bytes += nodes[at + size]
  return bytes
}

/** Bytes as people say them, with their sign. */
export const inKilobytes = (bytes) => `${bytes < 0 ? '' : '+'}${(bytes / 1024).toFixed(0)} KB`
