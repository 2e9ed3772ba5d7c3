import { afterEach, beforeEach, expect, test } from 'vitest'
import { faultsOf, textOf } from './html.ts'
import { DSN, NOW, type TestInbox, newEvent, openTestInbox } from './inbox-of.ts'
import { shopEvent } from './sample-event.ts'

const ID = 'c0ffee'.repeat(5) + 'aa'
const DASHED = ID.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
const eventId = (index: number) => index.toString(16).padStart(32, '0')

let inbox: TestInbox
beforeEach(async () => {
  inbox = await openTestInbox()
})
afterEach(() => inbox.close())

/** The markup of a page, found right, with this status. */
async function page(path: string, status = 200): Promise<string> {
  const response = await inbox.pages.request(path)
  expect([path, response.status]).toEqual([path, status])
  const html = await response.text()
  expect([path, faultsOf(html)]).toEqual([path, []])
  return html
}

const message = (text: string, more: object = {}) => ({ logentry: { formatted: text }, ...more })

test('an empty inbox shows its DSN, the command and three lines of code', async () => {
  const text = textOf(await page('/'))
  expect(text).toContain(DSN)
  expect(text).toContain(`npx raven-ts test ${DSN}`)
  expect(text).toContain(`import { Client } from 'raven-ts'\nconst client = new Client('${DSN}')\n`)
})

test('the list names each issue, how often, and when', async () => {
  await inbox.add(
    newEvent(shopEvent(eventId(1), NOW - 7_200_000)),
    newEvent(shopEvent(ID, NOW - 90_000)),
  )
  const html = await page('/')
  const text = textOf(html)
  expect(text).toContain('TypeError Cannot price "Sencha, 50 g" in EUR')
  expect(text).toContain('POST /checkout')
  expect(text).toContain('2 events')
  expect(text).toContain('1 minute ago')
  expect(text).toContain('first seen 2 hours ago')
  expect(html).toContain('title="2026-03-12 13:58:30.000 UTC"')
  expect(html).toContain('aria-label="2 events in the last 24 hours, at most 1 in one hour"')
  expect(html.match(/<rect /g)).toHaveLength(24)
})

test('a function whose name the client does not know is called anonymous', async () => {
  const frames = [
    { filename: 'a.js', lineno: 1 },
    { filename: 'b.js', lineno: 2, function: '?' },
  ]
  const values = [{ type: 'Error', value: 'nameless', stacktrace: { frames } }]
  await inbox.add(newEvent({ exception: { values } }, { eventId: ID }))
  const text = textOf(await page(`/1/events/${ID}/`))
  expect(text).toContain('(anonymous) a.js:1')
  expect(text).toContain('(anonymous) b.js:2')
})

test('projects are offered only when there are several, and narrow the list', async () => {
  await inbox.add(newEvent(message('first project')))
  expect(textOf(await page('/'))).not.toContain('Project 1')
  await inbox.add(newEvent(message('second project'), { project: '2', eventId: eventId(2) }))
  expect(textOf(await page('/'))).toContain('Project 2')
  const narrowed = textOf(await page('/?project=2'))
  expect(narrowed).toContain('second project')
  expect(narrowed).not.toContain('first project')
  expect(textOf(await page('/?project=3'))).toContain('Nothing yet in project 3')
})

test('a long list has pieces, and a way back to the first', async () => {
  const events = Array.from({ length: 60 }, (_, index) =>
    newEvent(
      message(`note-${'abcdefghij'[index % 10]}${'klmnopqrst'[Math.floor(index / 10)]} happened`),
      {
        eventId: eventId(index),
        happenedAt: NOW - index * 60_000,
        receivedAt: NOW - index * 60_000,
      },
    ),
  )
  await inbox.add(...events)
  const first = await page('/')
  const next = /<a href="(\/\?cursor=[^"]+)" rel="next">/.exec(first)?.[1] ?? ''
  const second = await page(next)
  const titles = (html: string) => [...html.matchAll(/note-\w\w happened/g)].map(([title]) => title)
  expect(titles(first)).toHaveLength(50)
  expect(new Set([...titles(first), ...titles(second)]).size).toBe(60)
  expect(second).toContain('<a href="/">← Newest</a>')
})

test('an issue says why it is one, shows its latest event whole, and lists all', async () => {
  const [saved] = await inbox.add(newEvent(shopEvent(eventId(1), NOW - 3_600_000)))
  await inbox.add(newEvent(shopEvent(ID, NOW - 90_000)))
  const html = await page(`/issues/${saved?.issueId}/`)
  const text = textOf(html)
  const { reason } = {
    reason: (await inbox.store.issue(saved?.issueId ?? '', NOW))?.groupReason ?? '',
  }
  expect(text).toContain(`Why one issue: ${reason}`)
  expect(text).toContain(`Latest event ${ID}`)
  expect(html).toContain(`<a href="/1/events/${eventId(1)}/"`)
  expect(text).toContain('No rate from JPY to EUR')
})

test('an event shows its chain, raised error first, innermost call first', async () => {
  await inbox.add(newEvent(shopEvent(ID, NOW - 90_000)))
  const text = textOf(await page(`/1/events/${ID}/`))
  const order = [
    'TypeError',
    'unhandled',
    'inCurrency',
    'priceOf',
    'totalOf',
    'checkout',
    '6 frames from router and express',
    'Caused by',
    'RangeError',
    'rateOf',
  ]
  const places = order.map((word, index) =>
    text.indexOf(word, index === 0 ? 0 : text.indexOf(order[index - 1] ?? '')),
  )
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places).not.toContain(-1)
})

test('the failing line is marked and its column pointed at', async () => {
  await inbox.add(newEvent(shopEvent(ID, NOW)))
  const html = await page(`/1/events/${ID}/`)
  const failing = /<mark class="line" data-line="17">(.*?)<\/mark>/s.exec(html)?.[1] ?? ''
  expect(textOf(failing)).toBe(
    '    throw new TypeError(`Cannot price "${product.name}" in ${currency}`, { cause })\n',
  )
  expect(failing).toContain('<span class="keyword"><u class="pointed">new</u></span>')
})

test('an event shows everything else it has', async () => {
  await inbox.add(newEvent(shopEvent(ID, NOW)))
  const text = textOf(await page(`/1/events/${ID}/`))
  const expected = [
    'shop@2.4.1',
    'production',
    'shop-2',
    'raven.javascript.node 0.1.0',
    'regioneu-central',
    'plantea-lover',
    'POST http://shop.example/checkout',
    'step2',
    'basketId',
    'content-typeapplication/json',
    'themedark',
    'GET http://rates.example/2026-03-12 → 503',
    '−3.42 s',
    'Tea strainer',
    'kernel_version6.12.48',
    'express 5.2.1',
    '"event_id": "c0ffee',
  ]
  expect(expected.filter((word) => !text.includes(word))).toEqual([])
})

test('a message shows its template and parameters', async () => {
  const logentry = {
    message: 'checkout of %s failed',
    params: ['b-7781'],
    formatted: 'checkout of b-7781 failed',
  }
  await inbox.add(newEvent({ event_id: ID, level: 'warning', logentry }))
  const text = textOf(await page(`/1/events/${ID}/`))
  expect(text).toContain('Templatecheckout of %s failed')
  expect(text).toContain('Parameters1b-7781')
})

test('a message with a stack shows the stack', async () => {
  const threads = {
    values: [
      {
        id: 1,
        stacktrace: { frames: [{ function: 'audit', filename: 'src/audit.ts', lineno: 3 }] },
      },
    ],
  }
  await inbox.add(newEvent({ event_id: ID, logentry: { formatted: 'audited' }, threads }))
  expect(textOf(await page(`/1/events/${ID}/`))).toContain('audit src/audit.ts:3')
})

test('an event leads to the older and the newer one of its issue', async () => {
  for (const index of [1, 2, 3])
    await inbox.add(newEvent(shopEvent(eventId(index), NOW - 60_000 * (4 - index))))
  const html = await page(`/1/events/${eventId(2)}/`)
  expect(html).toContain(`<a href="/1/events/${eventId(1)}/" rel="prev">← Older</a>`)
  expect(html).toContain(`<a href="/1/events/${eventId(3)}/" rel="next">Newer →</a>`)
  expect(await page(`/1/events/${eventId(3)}/`)).toContain('<span class="quiet">Newer →</span>')
})

test('an event with nothing in it still has a page', async () => {
  await inbox.add(newEvent({ event_id: ID }))
  expect(textOf(await page(`/1/events/${ID}/`))).toContain(
    '&lt;unlabeled event&gt;'.replace('&lt;', '<').replace('&gt;', '>'),
  )
})

test.each([ID, DASHED, ID.toUpperCase(), ` ${DASHED.toUpperCase()} `])(
  'searching %j opens the event',
  async (q) => {
    await inbox.add(newEvent(shopEvent(ID, NOW)))
    for (const path of ['/search/', '/1/search/']) {
      const response = await inbox.pages.request(`${path}?q=${encodeURIComponent(q)}`)
      expect([response.status, response.headers.get('location')]).toEqual([303, `/1/events/${ID}/`])
    }
  },
)

test('an id that two projects have leads to both', async () => {
  await inbox.add(newEvent(shopEvent(ID, NOW)), newEvent(shopEvent(ID, NOW), { project: '2' }))
  const html = await page(`/search/?q=${ID}`)
  expect(html).toContain(`/1/events/${ID}/`)
  expect(html).toContain(`/2/events/${ID}/`)
})

test('a search finds words, and the beginning of an id', async () => {
  await inbox.add(
    newEvent(shopEvent(ID, NOW)),
    newEvent(message('all is well'), { eventId: eventId(9) }),
  )
  expect(textOf(await page('/search/?q=sencha+TypeError'))).toContain(ID)
  expect(textOf(await page('/1/search/?q=c0ffee'))).toContain(ID)
  expect(textOf(await page('/2/search/?q=sencha'))).toContain('in project 2')
})

test('an empty search says what can be searched, a fruitless one also what was looked for', async () => {
  expect(textOf(await page('/search/'))).toContain('What can be searched')
  const fruitless = textOf(await page('/search/?q=no+such+thing'))
  expect(fruitless).toContain('No event with no such thing')
  expect(fruitless).toContain('What can be searched')
})

test.each([
  '/nowhere',
  '/issues/999/',
  '/issues/%F0%9F/',
  `/1/events/${ID}/`,
  '/1/events/nonsense/',
  '/a/b/c/d',
])('%s is not here, and says the way back', async (path) => {
  expect(await page(path, 404)).toContain('<a href="/">All issues</a>')
})

test('the slash at the end may be left out', async () => {
  const [saved] = await inbox.add(newEvent(shopEvent(ID, NOW)))
  for (const path of [
    `/issues/${saved?.issueId}`,
    `/1/events/${ID}`,
    '/search?q=x',
    '/1/search?q=x',
  ])
    await page(path)
})

test.each(['/', '/search/?q=a+b', `/1/events/${ID}/`, '/1/search/?q=x'])(
  '%s names its JSON twin',
  async (path) => {
    await inbox.add(newEvent(shopEvent(ID, NOW)))
    const html = await page(path)
    expect(html).toContain(`<link rel="alternate" type="application/json" href="/api/0${path}"`)
  },
)

test('every page forbids all but its own style, script and data', async () => {
  for (const path of ['/', '/search/', '/nowhere', '/live', '/assets/style.css']) {
    const { headers, body } = await inbox.pages.request(path)
    await body?.cancel()
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})

test('style and script are kept for ever under their hash, and asked for again without', async () => {
  const html = await page('/')
  const files = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
  expect(files).toHaveLength(2)
  for (const path of files) {
    const hashed = await inbox.pages.request(path)
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect((await hashed.text()).length).toBeGreaterThan(500)
    const other = await inbox.pages.request(path.replace(/\?.*/, '?old'))
    expect(other.headers.get('cache-control')).toBe('no-cache')
  }
})

test('a page is kept by nobody on the way', async () => {
  const { headers } = await inbox.pages.request('/')
  expect(headers.get('cache-control')).toBe('private, no-cache')
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
})
