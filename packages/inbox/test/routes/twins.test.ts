import { expect, test } from 'vitest'
import { envelope, eventId, post, testInbox, twin } from '../helpers/inbox.ts'
import type { TestInbox } from '../helpers/inbox.ts'

async function filled(): Promise<TestInbox> {
  const inbox = await testInbox()
  const error = { exception: { values: [{ type: 'TypeError', value: 'no price' }] } }
  const timestamp = Date.now() / 1000 - 100
  for (const number of [1, 2, 3]) {
    const event = { ...error, timestamp: timestamp + number }
    await post(inbox, envelope(event, { event_id: eventId(number) }))
  }
  const path = '/api/shop/envelope/'
  await post(inbox, envelope({ message: 'checkout failed' }, { event_id: eventId(4) }), { path })
  return inbox
}

test('the list of issues, at both of its addresses', async () => {
  const inbox = await filled()
  const list = {
    rows: [
      { title: 'checkout failed', project: 'shop', count: 1, lastEventId: eventId(4) },
      { title: 'TypeError: no price', project: '1', count: 3, lastEventId: eventId(3) },
    ],
  }
  expect(await twin(inbox, '/')).toMatchObject(list)
  expect(await twin(inbox, '/issues/')).toMatchObject(list)
  expect(await twin(inbox, '/issues/?project=shop')).toMatchObject({ rows: [{ project: 'shop' }] })
})

test('lists in pieces', async () => {
  const inbox = await filled()
  const first = await twin(inbox, '/issues/?limit=1')
  expect(first).toMatchObject({ rows: [{ project: 'shop' }], next: expect.any(String) })
  const cursor = typeof first === 'object' && first && 'next' in first ? String(first.next) : ''
  expect(await twin(inbox, `/issues/?limit=1&cursor=${cursor}`)).toMatchObject({
    rows: [{ project: '1' }],
  })
})

test('one issue with its events, and its events alone', async () => {
  const inbox = await filled()
  const rows = [3, 2, 1].map((number) => ({ eventId: eventId(number), issueId: '1' }))
  expect(await twin(inbox, '/issues/1/')).toMatchObject({
    id: '1',
    title: 'TypeError: no price',
    groupReason: expect.any(String),
    url: `${inbox.origin}/issues/1/`,
    events: { rows },
  })
  expect(await twin(inbox, '/issues/1/events/')).toMatchObject({ rows })
})

test('one event whole, with its neighbours and its page, which opens', async () => {
  const inbox = await filled()
  const event = await twin(inbox, `/1/events/${eventId(2)}/`)
  const url = `${inbox.origin}/1/events/${eventId(2)}/`
  expect(event).toMatchObject({
    eventId: eventId(2),
    issueId: '1',
    olderEventId: eventId(1),
    newerEventId: eventId(3),
    groupReason: expect.any(String),
    event: { exception: { values: [{ type: 'TypeError' }] } },
    url,
  })
  const page = await fetch(url)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const dashed = eventId(2)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    .toUpperCase()
  expect(await twin(inbox, `/1/events/${dashed}`)).toEqual(event)
})

test('search, everywhere and in one project', async () => {
  const inbox = await filled()
  expect(await twin(inbox, '/search/?q=price')).toMatchObject({ rows: [{}, {}, {}] })
  expect(await twin(inbox, '/shop/search/?q=price')).toEqual({ rows: [] })
  expect(await twin(inbox, '/shop/search/?q=failed')).toMatchObject({ rows: [{ project: 'shop' }] })
  expect(await twin(inbox, '/search/')).toEqual({ rows: [] })
})

test('projects and status', async () => {
  const inbox = await filled()
  expect(await twin(inbox, '/projects/')).toMatchObject({
    rows: [
      { id: 'shop', events: 1 },
      { id: '1', events: 3 },
    ],
  })
  expect(await twin(inbox, '/status/')).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    events: 4,
    issues: 2,
    pruned: 0,
    items: { event: 4 },
  })
})

test.each([
  '/nope/',
  '/issues/99/',
  '/issues/x/events/',
  `/1/events/${eventId(9)}/`,
  '/1/events/nonsense/',
  `/2/events/${eventId(1)}/`,
])('%s is not there, and says so in JSON', async (path) => {
  const inbox = await filled()
  const response = await fetch(`${inbox.origin}/api/0${path}`)
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ detail: expect.any(String), causes: [] })
})
