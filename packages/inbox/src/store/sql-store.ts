/** The store over SQL. Reads are plain queries; writes go through one queue of commits. */

import { Kysely } from 'kysely'
import type { Dialect } from 'kysely'
import { hourOf, storableEvent } from './batch.ts'
import { CommitQueue } from './commit-queue.ts'
import { readTotals } from './counters.ts'
import { migrate } from './migrations/migrate.ts'
import { prune, pruneHours } from './prune.ts'
import type { Caps } from './prune.ts'
import { readEvent, readEvents } from './read-events.ts'
import { countIssues, readIssue, readIssues, readProjects } from './read-issues.ts'
import { saveBatch } from './save.ts'
import type { Database } from './schema.ts'
import { searchEvents } from './search.ts'
import type { NewEvent, PageRequest, SaveResult, Store, StoreCounts } from './store.ts'

/** Events in one transaction, unless one caller brings more. */
const MAX_BATCH = 200

/** Sparklines show 24 hours; clocks may disagree by as much again. */
const KEPT_HOURS = 48

/** What {@link SqlStore.open} needs. */
export interface SqlStoreOptions {
  readonly dialect: Dialect
  /** For messages. */
  readonly file: string
  readonly caps: Caps
  readonly now: () => number
}

/** The store over SQL. */
export class SqlStore implements Store {
  readonly #db: Kysely<Database>
  readonly #caps: Caps
  readonly #now: () => number
  readonly #queue: CommitQueue<NewEvent, SaveResult>
  #prunedHour = 0

  private constructor(options: SqlStoreOptions) {
    this.#db = new Kysely<Database>({ dialect: options.dialect })
    this.#caps = options.caps
    this.#now = options.now
    this.#queue = new CommitQueue((events) => this.#commit(events), MAX_BATCH)
  }

  /** Brings the schema up to date and forgets what is beyond the caps. */
  static async open(options: SqlStoreOptions): Promise<SqlStore> {
    const store = new SqlStore(options)
    try {
      await migrate(store.#db, options.file, options.now())
      await store.#commit([])
      return store
    } catch (error) {
      await store.#db.destroy()
      throw error
    }
  }

  save(events: readonly NewEvent[]): Promise<readonly SaveResult[]> {
    return events.length === 0 ? Promise.resolve([]) : this.#queue.add(events.map(storableEvent))
  }

  projects() {
    return readProjects(this.#db)
  }

  issues(request: PageRequest & { readonly project?: string; readonly now: number }) {
    return readIssues(this.#db, request)
  }

  async issue(id: string, now: number) {
    const number = issueNumber(id)
    return number === undefined ? undefined : readIssue(this.#db, number, now)
  }

  async events(issueId: string, request: PageRequest) {
    const number = issueNumber(issueId)
    return number === undefined ? { rows: [] } : readEvents(this.#db, number, request)
  }

  event(project: string, eventId: string) {
    return readEvent(this.#db, project, eventId)
  }

  search(query: string, request: PageRequest & { readonly project?: string }) {
    return searchEvents(this.#db, query, request)
  }

  async counts(): Promise<StoreCounts> {
    const { events, pruned } = await readTotals(this.#db)
    return { events, issues: await countIssues(this.#db), pruned }
  }

  /** Finishes what is being saved, then closes the file. */
  async close(): Promise<void> {
    await this.#queue.idle()
    await this.#db.destroy()
  }

  #commit(events: readonly NewEvent[]): Promise<readonly SaveResult[]> {
    return this.#db.transaction().execute(async (transaction) => {
      const results = await saveBatch(transaction, events)
      await this.#forget(transaction)
      return results
    })
  }

  async #forget(transaction: Kysely<Database>): Promise<void> {
    const now = this.#now()
    await prune(transaction, { caps: this.#caps, totals: await readTotals(transaction), now })
    const hour = hourOf(now)
    if (hour === this.#prunedHour) return
    await pruneHours(transaction, hour - KEPT_HOURS)
    this.#prunedHour = hour
  }
}

function issueNumber(id: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined
}
