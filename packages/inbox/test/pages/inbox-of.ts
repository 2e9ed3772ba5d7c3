/** An inbox's pages over a real store in a scratch folder, for tests. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import type { JsonObject } from 'raven-ts/protocol'
import { newEvent as ingested } from '../../src/ingest/new-event.ts'
import { Live } from '../../src/live.ts'
import { createPages } from '../../src/pages/index.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { NewEvent, SaveResult, Store } from '../../src/store/store.ts'

/** The DSN that test inboxes show. */
export const DSN = 'http://public:secret@localhost:9000/1'

/** The time of all test pages: 12 March 2026, 14:00 UTC. */
export const NOW = Date.UTC(2026, 2, 12, 14)

/** Any JSON as an event ready to be kept, of project 1 and arriving as it happens unless said otherwise. */
export function newEvent(json: JsonObject, about: Partial<NewEvent> = {}): NewEvent {
  const at = typeof json['timestamp'] === 'number' ? json['timestamp'] * 1000 : NOW
  const arrived = {
    json,
    raw: Buffer.from(JSON.stringify(json)),
    project: '1',
    eventId: undefined,
    client: '',
    sentAt: undefined,
  }
  return { ...ingested(arrived, { now: () => at, randomId: () => '0'.repeat(32) }), ...about }
}

/** A running inbox without its server. */
export interface TestInbox {
  readonly store: Store
  readonly live: Live
  readonly pages: Hono
  /** Keeps events and tells who listens. */
  add(...events: readonly NewEvent[]): Promise<readonly SaveResult[]>
  close(): Promise<void>
}

/** Opens an empty inbox whose clock stands still. */
export async function openTestInbox(now: () => number = () => NOW): Promise<TestInbox> {
  const folder = await mkdtemp(join(tmpdir(), 'raven-pages-'))
  const store = await openStore({ file: join(folder, 'inbox.db'), now })
  const live = new Live()
  const pages = createPages({ store, live, now, dsn: DSN, version: '0.0.0' })
  return {
    store,
    live,
    pages,
    async add(...events) {
      const results = await store.save(events)
      live.publish(
        results.map((result, index) => ({ ...result, project: events[index]?.project ?? '1' })),
      )
      return results
    },
    async close() {
      live.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
