/** What the framework's own logger is told, where it has one. */

import { describe, expect, test } from 'vitest'
import { get, valueOf, type Bench } from './bench.ts'
import { failure } from './routes.ts'
import type { Integration, Route } from './system.ts'

const route = (path: string, run: Route['run']): Route => ({ method: 'GET', path, run })

const ROUTES: readonly Route[] = [
  route('/logs', ({ log }) => {
    log?.info('all is well')
    log?.warn('stock is low')
    log?.error(failure('stock is gone'), 'nothing to sell')
    return { logged: true }
  }),
  route('/logs-and-throws', ({ log }) => {
    const error = failure('logged and thrown')
    log?.error(error, 'about to fail')
    throw error
  }),
]

/** Records at or above a level are events of their request; what is logged and thrown is one. */
export function logging<Raven extends Integration>({ shop, system }: Bench<Raven>): void {
  const { cannot = {} } = system

  describe.skipIf(cannot.logging)('the logger of the framework', () => {
    test.each([
      ['nothing unless wanted', {}, []],
      ['errors when wanted', { logging: true }, [['error', 'stock is gone']]],
      [
        'what a level says',
        { logging: { level: 'warn' } },
        [
          ['warning', 'stock is low'],
          ['error', 'stock is gone'],
        ],
      ],
    ])('reports %s', async (_, options, expected) => {
      const made = await shop(options, { routes: ROUTES })
      await get(`${made.url}/logs`)
      const events = await made.events()
      const seen = events.map((event) => [
        event.level,
        valueOf(event) ?? event.logentry?.formatted ?? event.logentry?.message,
      ])
      expect(seen).toEqual(expected)
      for (const { request } of events) expect(request?.url).toBe(`${made.url}/logs`)
    })

    test('reports what is logged and thrown once', async () => {
      const made = await shop({ logging: true }, { routes: ROUTES })
      await get(`${made.url}/logs-and-throws`)
      expect((await made.events()).map(valueOf)).toEqual(['logged and thrown'])
    })
  })
}
