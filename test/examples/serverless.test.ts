/** The examples of functions, called as their README says. */

import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { listener, started } from './example.ts'

test.each(['lambda', 'cloudflare', 'google', 'azure'])(
  'a function of %s is over when its error is there',
  async (platform) => {
    const { dsn, came } = await listener()
    const child = started('serverless', ['call.js', platform], dsn)
    const ended = once(child, 'exit')
    const said = await text(child.stdout)
    expect(said).toBe('the platform has its answer: there is no green tea\n')
    expect(await ended).toEqual([null, 'SIGKILL'])
    const [, , payload = ''] = await came
    expect(JSON.parse(payload)).toMatchObject({
      exception: { values: [{ value: 'there is no green tea' }] },
    })
  },
)
