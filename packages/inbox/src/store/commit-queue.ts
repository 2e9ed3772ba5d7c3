/**
 * Group commit: what arrives together, or while a commit runs, is committed together.
 *
 * Nothing waits for company: a commit starts in the same turn of the event loop as its first item,
 * once that turn has read what the network had ready.
 */

/** Items of one caller, which stay together. */
interface Group<T, R> {
  readonly items: readonly T[]
  resolve(results: readonly R[]): void
  reject(reason: unknown): void
}

/** Commits given items and answers with one result for each, in order. */
export type Commit<T, R> = (items: readonly T[]) => Promise<readonly R[]>

/** Gathers items into commits, one commit at a time. */
export class CommitQueue<T, R> {
  readonly #commit: Commit<T, R>
  readonly #maxItems: number
  #waiting: Group<T, R>[] = []
  #running: Promise<void> | undefined

  /** A commit takes whole groups until it holds `maxItems` items. */
  constructor(commit: Commit<T, R>, maxItems: number) {
    this.#commit = commit
    this.#maxItems = maxItems
  }

  /** Resolves when the commit that holds `items` is done; rejects when it failed for them. */
  add(items: readonly T[]): Promise<readonly R[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing is waiting. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    await nextTurn()
    while (this.#waiting.length > 0) {
      await this.#commitGroups(this.#takeGroups())
      await nextTurn()
    }
    this.#running = undefined
  }

  #takeGroups(): readonly Group<T, R>[] {
    let items = 0
    let groups = 0
    for (const group of this.#waiting) {
      if (groups > 0 && items + group.items.length > this.#maxItems) break
      items += group.items.length
      groups += 1
    }
    return this.#waiting.splice(0, groups)
  }

  async #commitGroups(groups: readonly Group<T, R>[]): Promise<void> {
    try {
      const results = await this.#commit(groups.flatMap((group) => group.items))
      settle(groups, results)
    } catch (error) {
      if (groups.length === 1) groups[0]?.reject(error)
      // One bad item must not take its neighbours along: each group gets a commit of its own.
      else for (const group of groups) await this.#commitGroups([group])
    }
  }
}

function settle<T, R>(groups: readonly Group<T, R>[], results: readonly R[]): void {
  let start = 0
  for (const group of groups) {
    group.resolve(results.slice(start, start + group.items.length))
    start += group.items.length
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
