import { expect, test } from 'vitest'
import { Ingest } from '../../src/ingest/ingest.ts'
import type { IngestRequest } from '../../src/ingest/request.ts'
import { Live } from '../../src/live.ts'
import type { Arrival } from '../../src/live.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { envelope, eventId } from '../helpers/inbox.ts'
import { scratchFile } from '../helpers/scratch.ts'

function requestOf(number: number): IngestRequest {
  const body = Buffer.from(envelope({ message: 'hi' }, { event_id: eventId(number) }))
  return {
    method: 'POST',
    path: '/api/1/envelope/',
    query: new URLSearchParams('sentry_key=k'),
    header: (name) => (name === 'host' ? 'localhost' : undefined),
    body: (async function* () {
      yield await Promise.resolve(body)
    })(),
  }
}

test('what cannot be stored is not acknowledged, announced or forgotten silently', async () => {
  const store = await openStore({ file: await scratchFile() })
  const full = Object.create(store, {
    save: { value: () => Promise.reject(new Error('database or disk is full')) },
  }) satisfies Store
  const errors: unknown[] = []
  const arrivals: Arrival[] = []
  const live = new Live()
  live.subscribe((some) => void arrivals.push(...some))
  const door = (backing: Store) =>
    new Ingest({
      store: backing,
      live,
      access: { keys: [], projects: [] },
      hosts: { names: [], anyAddress: false },
      now: Date.now,
      randomId: () => eventId(99),
      onError: (error) => void errors.push(error),
    })
  const endpoint = { kind: 'envelope', project: '1' } as const

  const refused = await door(full).handle(endpoint, requestOf(1))
  expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  expect([errors, arrivals]).toEqual([[new Error('database or disk is full')], []])

  const taken = await door(store).handle(endpoint, requestOf(1))
  expect(taken).toMatchObject({ status: 200 })
  expect(arrivals).toEqual([{ project: '1', issueId: '1', eventId: eventId(1), newIssue: true }])

  await door(store).handle(endpoint, requestOf(1))
  expect(arrivals).toHaveLength(1)
  await store.close()
})
