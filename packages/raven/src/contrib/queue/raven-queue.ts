/** What every queue integration makes. */

import type { Client } from 'raven-ts'
import type { EmitterLike } from './listen.ts'

/** Reports the jobs of one library. */
export interface RavenQueue<Source extends EmitterLike = EmitterLike> {
  /** The client events go through. */
  readonly client: Client
  /** Reports what jobs fail with, and the worker's own faults. Answers the undo. */
  watch(source: Source): () => void
  /** The same function; each job has a context of its own. */
  wrapProcessor<F extends (...args: never[]) => unknown>(processor: F): F
}
