/** Requests that are served at once know nothing of each other. */

import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { settled, valueOf, type Bench } from './bench.ts'
import { failure } from './routes.ts'
import type { Integration, Route } from './system.ts'

/** Each event carries its own user, tags and breadcrumbs, and nothing of another's. */
export function isolation<Raven extends Integration>({ shop, system }: Bench<Raven>): void {
  const { interleaved = 1_000 } = system
  test(`of ${interleaved} interleaved requests none has a datum of another`, async () => {
    const chain: Route = {
      method: 'GET',
      path: '/chain/:id',
      run: async ({ params: { id = '' }, sentry }) => {
        made.client.tagsContext({ order: id })
        made.client.captureBreadcrumb({ message: `begin ${id}` })
        for (let i = 0; i < Number(id) % 5; i++) await turn()
        await sleep(Number(id) % 3)
        sentry?.userContext({ id: `user ${id}` })
        made.client.captureBreadcrumb({ message: `end ${id}` })
        throw failure(`no order ${id}`)
      },
    }
    const made = await shop({}, { routes: [chain] })
    const ids = Array.from({ length: interleaved }, (_, index) => String(index))
    for (let from = 0; from < ids.length; from += 100)
      await Promise.all(
        ids
          .slice(from, from + 100)
          .map((id) => fetch(`${made.url}/chain/${id}`).then((r) => r.text())),
      )
    await settled(made.client)
    const seen = (await made.events()).map((event) => ({
      value: valueOf(event),
      tags: event.tags,
      user: event.user?.id,
      url: event.request?.url,
      crumbs: event.breadcrumbs?.values?.map(({ message }) => message),
    }))
    const expected = ids.map((id) => ({
      value: `no order ${id}`,
      tags: { order: id },
      user: `user ${id}`,
      url: `${made.url}/chain/${id}`,
      crumbs: [`begin ${id}`, `end ${id}`],
    }))
    const order = (a: { value?: string | undefined }, b: { value?: string | undefined }) =>
      String(a.value).localeCompare(String(b.value))
    expect(seen.toSorted(order)).toEqual(expected.toSorted(order))
    expect(made.client.context.get()).toMatchObject({ tags: {}, breadcrumbs: [] })
  })
}
