/** The example that knows of nobody, started as its README says. */

import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { listener, started } from './example.ts'

test('register reports what an untouched program prints and answers', async () => {
  const { dsn, came } = await listener()
  const { stdout } = started('register', ['--import', 'raven-ts/register', 'server.js'], dsn)
  const [url] = (await once(createInterface({ input: stdout }), 'line')) as [string]
  expect((await fetch(`${url}/orders/4711`)).status).toBe(500)
  const [, , payload = ''] = await came
  expect(JSON.parse(payload)).toMatchObject({
    exception: { values: [{ value: 'there is no order 4711', mechanism: { handled: false } }] },
    transaction: 'GET /orders/:id',
    environment: 'example',
    tags: { shop: 'tea' },
  })
})
