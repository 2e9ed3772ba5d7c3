/** Winston holds records back while one of its transports is slow, and writes them from somewhere else. */

import { Writable } from 'node:stream'
import { createLogger, format } from 'winston'
import { expect, test } from 'vitest'
import { ravenWinston } from 'raven-ts/contrib/winston'
import { record } from 'raven-ts/testing'

const COUNT = 100

/** A transport that takes one record, and the next when it is told to. */
function slowTransport() {
  const waiting: (() => void)[] = []
  const transport = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write: (_info, _encoding, done) => void waiting.push(done),
  })
  const log = (): void => {}
  return { transport: Object.assign(transport, { log }), next: () => waiting.shift()?.() }
}

test.each([
  ['its own formats', undefined],
  ['formats that copy', format.combine(format.errors({ stack: true }), format.splat())],
])('what is held back keeps its context, words and caller, with %s', async (_, how) => {
  const { client, events } = record()
  const slow = slowTransport()
  const logger = createLogger({
    ...(how ? { format: how } : {}),
    transports: [slow.transport, ravenWinston({ client }).transport],
  })
  function say(id: number): void {
    client.withContext({ user: { id: `${id}` } }, () => {
      logger.info('step of %s', id)
      logger.error('failed for %s', id)
    })
  }
  for (let id = 0; id < COUNT; id++) say(id)
  expect(client.stats().captured).toBeLessThan(COUNT)
  while (client.stats().captured < COUNT) {
    client.withContext({ user: { id: 'somebody else' } }, () => {
      slow.next()
      logger.debug('below its level, from elsewhere')
    })
    await new Promise(setImmediate)
  }
  const told = (await events()).map(({ user, logentry, breadcrumbs, threads }) => {
    const frames = threads?.values[0]?.stacktrace?.frames.filter((frame) => frame.in_app) ?? []
    const crumbs = breadcrumbs?.values.map(({ message }) => message)
    return [user?.id, logentry?.params, crumbs, frames.some((frame) => frame.function === 'say')]
  })
  expect(told).toEqual(
    Array.from({ length: COUNT }, (__, id) => [`${id}`, [id], [`step of ${id}`], true]),
  )
})
