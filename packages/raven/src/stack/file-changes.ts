/**
 * Noticing that files were written anew since something was read of them.
 *
 * The disk is asked at most every few seconds for each file. A file that is gone has not changed: what
 * was read of it is all there will be.
 */

const LOOK_EVERY_MS = 5_000

/** What noticing needs. */
export interface FileChangesOptions {
  /** When the file was written last; undefined where there is none. */
  readonly writtenAt: (path: string) => number | undefined
  /** Milliseconds, of any clock. */
  readonly now: () => number
}

interface Seen {
  readonly paths: readonly string[]
  readonly stamps: readonly (number | undefined)[]
  lookedAt: number
}

/** The files of one reader, each with those it goes with, by the name of the first. */
export class FileChanges {
  readonly #options: FileChangesOptions
  readonly #seen = new Map<string, Seen>()

  constructor(options: FileChangesOptions) {
    this.#options = options
  }

  /** Remembers them as they are now. */
  remember(file: string, ...others: readonly string[]): void {
    const paths = [file, ...others]
    const { now, writtenAt } = this.#options
    this.#seen.set(file, { paths, stamps: paths.map(writtenAt), lookedAt: now() })
  }

  /** Whether one of them was written since. */
  hasChanged(file: string): boolean {
    const seen = this.#seen.get(file)
    const { now, writtenAt } = this.#options
    if (!seen || now() - seen.lookedAt < LOOK_EVERY_MS) return false
    seen.lookedAt = now()
    return seen.paths.some((path, i) => {
      const stamp = writtenAt(path)
      return stamp !== undefined && stamp !== seen.stamps[i]
    })
  }

  forgetAll(): void {
    this.#seen.clear()
  }
}
