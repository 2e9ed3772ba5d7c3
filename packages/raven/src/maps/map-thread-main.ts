/** The thread that asks one large map, and ends. */

import { parentPort, workerData } from 'node:worker_threads'
import { nodeFiles as files } from '../runtime/node-files.ts'
import { askMap, type GeneratedPlace } from '../stack/map-answer.ts'
import { loadMap, type FoundMap } from '../stack/map-files.ts'

/** What it is to do. */
export interface MapTask {
  readonly found: FoundMap
  readonly places: readonly GeneratedPlace[]
  /** The folder that bundlers count from. */
  readonly root: string
}

const { found, places, root } = workerData as MapTask // as map-thread.ts made it
const loaded = loadMap(found, files)
parentPort?.postMessage(loaded && places.map((place) => askMap(loaded, place, root, files)))
