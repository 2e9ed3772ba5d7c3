/** A breadcrumb of a logger is put into words when an event needs it, and says what was said. */

import { expect, test } from 'vitest'
import { pino } from 'pino'
import { ravenPino } from 'raven-ts/contrib/pino'
import { record } from 'raven-ts/testing'

function shop() {
  const { client, events } = record({ diagnostics: false })
  const raven = ravenPino(client)
  const log = pino({ name: 'shop', hooks: raven.hooks }, { write() {} })
  const trail = async (): Promise<unknown[] | undefined> => {
    client.captureMessage('m')
    const [event] = await events()
    return event?.breadcrumbs?.values.map(({ message }) => message)
  }
  return { client, log, trail }
}

test('what changes afterwards is told as it was', async () => {
  const { log, trail } = shop()
  const order: Record<string, unknown> = { tea: 'green' }
  const failure = new RangeError('too hot')
  log.info('an order: %o', order)
  Reflect.apply(log.info, log, ['it had', failure])
  log.info(order)
  order.msg = 'something else'
  order.sugar = 2
  failure.message = 'too cold'
  expect(await trail()).toEqual(['an order: { tea }', 'it had RangeError: too hot', '{ tea }'])
})

test.each<[string, unknown[], string]>([
  ['parameters', ['%d of %s', 2, 'tea'], '2 of tea'],
  ['more than there are places', ['tea', 1, null, undefined, true], 'tea 1 null undefined true'],
  ['a symbol and a bigint', ['%s', Symbol('tea'), 3n], 'Symbol(tea) 3'],
  ['fields before the text', [{ shelf: 3 }, '%s tea', 'green'], 'green tea'],
  ['fields behind it', ['tea', { shelf: 3 }], 'tea { shelf }'],
  ['a number alone', [7], '7'],
])('%s', async (_, args, line) => {
  const { log, trail } = shop()
  Reflect.apply(log.info, log, args)
  expect(await trail()).toEqual([line])
})

test('a long text is bounded, and those after it come after it', async () => {
  const { log, trail } = shop()
  log.info('first')
  log.info('x'.repeat(100_000))
  log.info('last')
  const [first, long, last] = (await trail()) as string[]
  expect([first, last]).toEqual(['first', 'last'])
  expect(long).toHaveLength(400)
})

test('what a client says itself is not on its trail', async () => {
  const { log, trail } = shop()
  log.info('raven: an event was lost')
  log.info('%s', 'raven: an event was lost')
  log.info('the shop is open')
  expect(await trail()).toEqual(['the shop is open'])
})
