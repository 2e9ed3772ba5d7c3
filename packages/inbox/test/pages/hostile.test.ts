import { afterEach, beforeEach, expect, test } from 'vitest'
import { PAYLOAD, hostileEvent, hugeEvent } from './hostile-event.ts'
import { faultsOf, tagsOf, textOf } from './html.ts'
import { NOW, type TestInbox, newEvent, openTestInbox } from './inbox-of.ts'

const ID = 'bad'.repeat(10) + '00'
const QUERY = encodeURIComponent(PAYLOAD)

let inbox: TestInbox
beforeEach(async () => {
  inbox = await openTestInbox()
})
afterEach(() => inbox.close())

async function html(path: string): Promise<string> {
  return (await inbox.pages.request(path)).text()
}

/** All pages on which something of an event can be seen. */
function pathsOf(issueId: string): readonly string[] {
  const lists = [
    '/',
    `/?project=${QUERY}&cursor=${QUERY}`,
    `/issues/${issueId}/`,
    `/issues/${issueId}/?cursor=${QUERY}`,
  ]
  const searches = [
    `/search/?q=${QUERY}`,
    `/${QUERY}/search/?q=${QUERY}`,
    '/search/?q=pwned',
    `/1/search/?q=${ID.slice(0, 9)}`,
  ]
  return [...lists, ...searches, `/1/events/${ID}/`, `/${QUERY}/events/${ID}/`, `/${QUERY}/`]
}

test('no tag and no attribute of a hostile event survives', async () => {
  const rows = {
    culprit: PAYLOAD,
    platform: PAYLOAD,
    environment: PAYLOAD,
    release: PAYLOAD,
    sdk: PAYLOAD,
    groupReason: PAYLOAD,
  }
  const [saved] = await inbox.add(newEvent(hostileEvent(ID, NOW), rows))
  for (const path of pathsOf(saved?.issueId ?? '')) {
    const page = await html(path)
    expect([path, faultsOf(page)]).toEqual([path, []])
    expect(tagsOf(page).filter(({ name }) => name === 'img')).toEqual([])
    expect(tagsOf(page).filter(({ name, end }) => name === 'script' && !end)).toHaveLength(1)
    expect(page).not.toContain('\u202E')
  }
})

test('what a hostile event says can still be read', async () => {
  await inbox.add(newEvent(hostileEvent(ID, NOW)))
  const text = textOf(await html(`/1/events/${ID}/`))
  expect(text).toContain(
    '<script>window.pwned=1</script>"><img src=x onerror=window.pwned=1>\\u202e',
  )
})

test('an address that is not http or https is text, not a link', async () => {
  await inbox.add(newEvent(hostileEvent(ID, NOW)))
  const page = await html(`/1/events/${ID}/`)
  expect(textOf(page)).toContain('javascript:window.pwned=1//')
  expect(page).not.toMatch(/href="javascript:/i)
})

test('a project with a hostile name stays a name', async () => {
  await inbox.add(newEvent(hostileEvent(ID, NOW), { project: PAYLOAD }), newEvent({ event_id: ID }))
  for (const path of ['/', `/?project=${QUERY}`, `/${QUERY}/events/${ID}/`]) {
    expect(faultsOf(await html(path))).toEqual([])
  }
})

test('the largest event makes a page of bounded size', async () => {
  await inbox.add(newEvent(hugeEvent(ID, NOW)))
  const page = await html(`/1/events/${ID}/`)
  expect(faultsOf(page)).toEqual([])
  expect(page.length).toBeLessThan(8_000_000)
  expect(page.match(/class="source"/g)?.length ?? 0).toBeLessThanOrEqual(60)
  expect(textOf(page)).toMatch(/not shown: see the JSON|see the JSON of this page/)
})

test('of a very long line the part around the column is shown', async () => {
  const event = { exception: { values: [{ stacktrace: { frames: [longLine(901)] } }] } }
  await inbox.add(newEvent({ event_id: ID, ...event }))
  const page = await html(`/1/events/${ID}/`)
  const failing = textOf(/<mark class="line"[^>]*>(.*?)<\/mark>/s.exec(page)?.[1] ?? '')
  expect(page).toContain('<u class="pointed">here</u>')
  expect(failing).toMatch(/^…[x+]+here[+y]+…\n$/)
  expect(failing.length).toBeLessThan(250)
})

function longLine(colno: number) {
  return {
    filename: 'a.ts',
    lineno: 1,
    colno,
    context_line: `${'x+'.repeat(450)}here${'+y'.repeat(450)}`,
  }
}

test.each([
  ['a time beyond all calendars', { timestamp: 1e300 }],
  ['frames that say nothing', { exception: { values: [{ stacktrace: { frames: [{}, {}] } }] } }],
  [
    'lists of nothing',
    { exception: { values: [] }, threads: { values: [] }, breadcrumbs: { values: [] } },
  ],
  [
    'crumbs without time',
    { breadcrumbs: { values: [{}, { timestamp: 1e300 }, { data: { url: 'x' } }] } },
  ],
  [
    'empty objects',
    { request: {}, user: {}, tags: {}, extra: {}, contexts: { os: {} }, modules: {} },
  ],
  ['a body that only looks like JSON', { request: { data: '{"a": ' } }],
  ['nulls', { extra: { a: null }, request: { data: null } }],
])('%s is shown without fault', async (_name, event) => {
  const happenedAt = 'timestamp' in event ? 8.7e15 : NOW
  await inbox.add(newEvent({ event_id: ID, ...event }, { happenedAt }))
  const response = await inbox.pages.request(`/1/events/${ID}/`)
  expect(response.status).toBe(200)
  expect(faultsOf(await response.text())).toEqual([])
})
