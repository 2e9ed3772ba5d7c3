/** Set-up in steps: the integration first, apps later. */

import { expect, test } from 'vitest'
import { record } from 'raven-ts/testing'
import { get, settled, valueOf, type Bench } from './bench.ts'
import type { Integration } from './system.ts'

/** One integration may serve several apps, made when they are needed. */
export function steps<Raven extends Integration>({ integrate, serve }: Bench<Raven>): void {
  test('an integration that is made before there is an app serves several, each request as its own', async () => {
    const { client, events } = record({ diagnostics: false })
    const raven = integrate({ client })
    expect(raven.client).toBe(client)
    const shops = [
      await serve(raven, { signedIn: { user: { id: 'ann' } } }),
      await serve(raven, { signedIn: { user: { id: 'bob' } } }),
    ]
    for (const { url } of shops) await get(`${url}/throw`)
    await settled(client)
    const seen = (await events()).map((event) => [
      valueOf(event),
      event.request?.url,
      event.user?.id,
    ])
    expect(seen).toEqual([
      ['thrown at once', `${shops[0]?.url}/throw`, 'ann'],
      ['thrown at once', `${shops[1]?.url}/throw`, 'bob'],
    ])
  })
}
