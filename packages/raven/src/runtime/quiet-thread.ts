/** How a thread of ours is started so that the program notices nothing of it. */

import type { WorkerOptions } from 'node:worker_threads'

/** Nothing of the program's goes in, and none of its own streams are opened for it. */
export const QUIET_THREAD = {
  eval: true,
  execArgv: [] as string[],
  env: {},
  stdin: false,
  // else Node opens the program's own streams for it
  stdout: true,
  stderr: true,
} satisfies WorkerOptions
