/** A worker that fails is an event with its request and user, whether workerd follows chains of calls or not. */
import assert from 'node:assert/strict'
import { startInbox } from '../helpers/inbox.mjs'
import { arrivalsOf, bundleWorker, FOLLOWS_SINCE, serveWorker } from '../helpers/workerd.mjs'

const CLAIMED = '203.0.113.9'

const ROUNDS = 4
const AT_ONCE = 20

const DATES = [
  { date: '2026-01-01', follows: false },
  { date: FOLLOWS_SINCE, follows: true },
]

const inbox = await startInbox()
const eventOf = arrivalsOf(inbox)
const worker = await bundleWorker('worker.mjs', { BUILT_FOR_DSN: JSON.stringify(inbox.dsn) })

const many = (ask, path, query = '') =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, at) => ask(`${path}/${at}${query}`)))

for (const { date, follows } of DATES) {
  const server = await serveWorker(worker, { dsn: inbox.dsn, date })
  const ask = (path) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      headers: { 'cf-connecting-ip': CLAIMED, 'x-shop': 'blue', connection: 'close' },
    })
  // side by side
  const [fine, tea, rice] = await Promise.all([
    ask('/fine'),
    ask('/tea?cups=2&wait=flush'),
    ask('/rice?wait=delivered'),
  ])
  assert.deepEqual([fine.status, tea.status, rice.status], [200, 500, 500])
  assert.deepEqual(await fine.json(), { fine: true })
  const { logentry } = await eventOf((await (await ask('/early')).json()).id)
  assert.equal(logentry.formatted ?? logentry.message, 'before any request')
  for (const [path, response] of Object.entries({ '/tea': tea, '/rice': rice })) {
    const { error, id } = await response.json()
    assert.equal(error, `no ${path}`)
    const event = await eventOf(id)
    const thrown = event.exception.values.find(({ type }) => type === 'TypeError')
    assert.equal(thrown.value, `no ${path}`)
    assert.equal(thrown.mechanism.handled, false)
    assert.equal(event.request.method, 'GET')
    assert.equal(event.request.url, `http://127.0.0.1:${server.port}${path}`)
    assert.match(JSON.stringify(event.request.headers), /x-shop.*blue/i)
    assert.deepEqual(event.user, { id: path.slice(1) }) // the address stays here without `sendDefaultPii`
    assert.ok(!JSON.stringify(event).includes(CLAIMED))
    // with a storage what was said in the chain is kept apart, before and after an await
    if (follows) assert.deepEqual(event.tags, { before: path, path })
  }
  // what one request sends for another is not stopped when the first is over
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(
      ['flush', 'delivered'].map((wait) => many(ask, `/many/${round}`, `?wait=${wait}`)),
    )
    for (const answer of answers.flat()) await eventOf((await answer.json()).id)
    // where nobody waits, what was to be sent may end with its request: the next one sends it
    const forgotten = await many(ask, `/forgotten/${round}`)
    const { id } = await (await ask(`/next/${round}?wait=flush`)).json()
    await eventOf(id)
    for (const answer of forgotten) await eventOf((await answer.json()).id)
  }
  await server.stop()
}

worker.remove()
await inbox.close()
