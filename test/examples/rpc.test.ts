/** The example of remote calls, started and called as its README says. */

import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { listener, started } from './example.ts'

test('rpc reports what a procedure fails with, and its caller is told', async () => {
  const { dsn, came } = await listener()
  const { stdout } = started('rpc', ['server.js'], dsn)
  const [url] = (await once(createInterface({ input: stdout }), 'line')) as [string]
  const answer = await fetch(`${url}/brew?input="green"`)
  expect(answer.status).toBe(500)
  expect(await answer.text()).toContain('there is no green tea')
  const [, , payload = ''] = await came
  expect(JSON.parse(payload)).toMatchObject({
    transaction: 'query brew',
    exception: { values: [{ value: 'there is no green tea' }] },
  })
})
