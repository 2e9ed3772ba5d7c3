/** The ids beside a spool file that need to be kept no longer. */

import { appendFileSync, closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs'

import { ackPathOf, PRIVATE } from './spool-files.ts'

/** Notes ids. Without `keepOpen` the file is opened for each use, and costs no descriptor meanwhile. */
export class AckFile {
  #path: string
  readonly #keepOpen: boolean
  #fd: number | undefined
  /** What the disk would not take yet. */
  readonly #late: string[] = []

  constructor(segmentPath: string, keepOpen: boolean) {
    this.#path = ackPathOf(segmentPath)
    this.#keepOpen = keepOpen
  }

  /** In one write. Throws what the file system throws; the ids are then noted with the next that are. */
  note(...ids: readonly string[]): void {
    this.#late.push(...ids)
    this.flush()
  }

  /** Tries again what could not be noted. */
  flush(): void {
    if (this.#late.length === 0) return
    const bytes = Buffer.from(this.#late.join(''), 'hex')
    if (this.#keepOpen) {
      this.#fd ??= openSync(this.#path, 'a', PRIVATE)
      writeSync(this.#fd, bytes)
    } else appendFileSync(this.#path, bytes, { mode: PRIVATE })
    this.#late.length = 0
  }

  /** The segment has another name now, and this file has too. */
  moved(segmentPath: string): void {
    this.#path = ackPathOf(segmentPath)
  }

  /** Forgets all that was noted, because the records are gone. */
  empty(): void {
    this.#late.length = 0
    if (this.#fd !== undefined) ftruncateSync(this.#fd, 0)
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  remove(): void {
    this.close()
    rmSync(this.#path, { force: true })
  }
}
