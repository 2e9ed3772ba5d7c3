/**
 * Asks a large map on a thread of its own.
 *
 * Reading and parsing tens of megabytes takes long and much memory; both go with the thread, and only
 * the answers stay. The thread keeps no process alive.
 */

import type * as Threads from 'node:worker_threads'

import { QUIET_THREAD } from '../runtime/quiet-thread.ts'
import type { AskApart } from '../stack/source-maps.ts'
import type { MapTask } from './map-thread-main.ts'
import source from './map-thread-main.ts?source'
import type { MapAnswer } from '../stack/map-answer.ts'

/** A map of 64 MB and what becomes of it; a thread that needs more ends, and the frames stay as they are. */
const MAX_MEMORY_MB = 512

/** Starts a thread for these questions; it ends when they are answered. Calls back once, whatever happens. */
export const askApart: AskApart = (found, places, root, done) => {
  let isDone = false
  const end = (answers?: readonly MapAnswer[]) => {
    if (!isDone) done(answers)
    isDone = true
  }
  try {
    const worker = startThread({ found, places, root })
    worker.on('message', end)
    worker.on('error', () => end())
    worker.on('exit', () => end())
    worker.unref()
  } catch {
    end() // where no thread can start, the frames stay as they are
  }
}

function startThread(workerData: MapTask): Threads.Worker {
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  return new Worker(source, {
    ...QUIET_THREAD,
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
    workerData,
  })
}
