/**
 * What every web integration promises, run against a real app of its framework over loopback.
 *
 * The contract brings the behaviour of the routes; the framework's side only registers them as its
 * users would. A framework that cannot do one of them says so in `cannot`, with the reason.
 */

import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client, type ClientOptions } from 'raven-ts'
import { record } from 'raven-ts/testing'
import { benchOf, get, only, settled, valueOf } from './web/bench.ts'
import { isolation } from './web/isolation.ts'
import { logging } from './web/logging.ts'
import { addresses, consent, people } from './web/people.ts'
import { failure } from './web/routes.ts'
import { steps } from './web/steps.ts'
import type { Integration, Route, WebSystem } from './web/system.ts'

/** Runs the contract against one system. */
export function webContract<Raven extends Integration>(system: WebSystem<Raven>): void {
  const { name, mechanism, cannot = {} } = system

  const bench = benchOf(system)
  const { shop, serve, integrate } = bench

  describe(`${name} keeps the contract of web integrations`, () => {
    test('what is fine is reported by nobody', async () => {
      const { url, events } = await shop()
      const response = await get(`${url}/fine`)
      expect([response.status, await response.json()]).toEqual([200, { fine: true }])
      expect(await events()).toEqual([])
    })

    test.each([
      ['/throw', 'thrown at once'],
      ['/reject', 'thrown after a turn'],
      ['/lost', 'from the handler for what is not found'],
      ...(cannot.middleware === undefined ? [['/middleware', 'from a middleware']] : []),
    ])('%s is one event, with its request', async (path, value) => {
      const made = await shop()
      await get(`${made.url}${path}?item=7`, { headers: { 'x-shop': 'blue' } })
      const event = await only(made)
      expect(event.exception?.values.at(-1)).toMatchObject({ type: 'TypeError', value })
      expect(event.exception?.values.at(-1)?.mechanism).toMatchObject({ handled: false })
      expect(event.exception?.values.at(-1)?.mechanism?.type).toContain(mechanism)
      expect(event.request).toMatchObject({
        method: 'GET',
        url: `${made.url}${path}`,
        query_string: [['item', '7']],
        headers: expect.arrayContaining([['x-shop', 'blue']]) as unknown,
      })
      expect(event.level).toBe('error')
    })

    test('what is no error is reported too', async () => {
      const made = await shop()
      await get(`${made.url}/primitive`)
      await only(made)
    })

    test.skipIf(cannot.stream)(
      'a body that fails after its headers left is one event',
      async () => {
        const made = await shop()
        await get(`${made.url}/stream`).catch(() => {}) // the connection is cut, as ever
        // the client may see the cut before the server does
        await vi.waitFor(() => expect(made.client.stats().captured).toBeGreaterThan(0))
        expect(valueOf(await only(made))).toBe('in the middle of the body')
      },
    )

    test('the same answers and the same errors reach the app as without us', async () => {
      const [withUs, withoutUs]: [unknown[], unknown[]] = [[], []]
      const { client } = record({ diagnostics: false })
      const apps = [
        { ...(await serve(integrate({ client }), { handled: withUs })), handled: withUs },
        { ...(await serve(undefined, { handled: withoutUs })), handled: withoutUs },
      ]
      const paths = [
        '/fine',
        '/throw',
        '/reject',
        '/says/404',
        '/handled/418',
        '/leak',
        '/nowhere',
        '/lost',
        '/twice',
        '/primitive',
      ]
      const seen = await Promise.all(
        apps.map(async ({ url, handled }) => {
          const answers = []
          for (const path of paths) {
            const response = await get(url + path)
            const headers = new Headers(response.headers)
            for (const name of ['date', 'content-length']) headers.delete(name)
            answers.push({
              path,
              status: response.status,
              headers: [...headers],
              text: comparable(await response.text(), url),
            })
          }
          return { answers, handled: handled.map(String) }
        }),
      )
      expect(seen[0]).toEqual(seen[1])
    })

    describe('the answer that the client got decides:', () => {
      test.each<readonly [string, number]>([
        ...(cannot.answer === undefined
          ? ([
              ['/says/404', 0],
              ['/says/401', 0],
            ] as const)
          : []),
        ['/says/500', 1],
        ...(cannot.ownHandler === undefined
          ? ([
              ['/handled/404', 0],
              ['/handled/200', 0],
              ['/handled/503', 1],
              ['/leak', 1],
            ] as const)
          : []),
      ])('%s makes %i events', async (path, count) => {
        const made = await shop()
        await get(made.url + path)
        await settled(made.client)
        expect(await made.events()).toHaveLength(count)
      })

      test.skipIf(cannot.answer)('unless the option says otherwise', async () => {
        const asked: unknown[] = []
        const made = await shop({
          shouldCapture: (error, status) => {
            asked.push([error instanceof Error && error.message, status])
            return status === 404
          },
        })
        await get(`${made.url}/says/404`)
        await get(`${made.url}/says/500`)
        await settled(made.client)
        expect((await made.events()).map(valueOf)).toEqual(['says 404'])
        expect(asked).toContainEqual(['says 404', 404])
        expect(asked).toContainEqual(['says 500', 500])
      })
    })

    test('errors that are named as ignored are not reported', async () => {
      const made = await shop({ ignoreExceptions: ['TypeE*'] })
      await get(`${made.url}/throw`)
      expect(await made.events()).toEqual([])
    })

    describe('sentry on the request', () => {
      test('reports by hand, with what was said through it', async () => {
        const made = await shop()
        const response = await get(`${made.url}/manual`)
        const event = await only(made)
        expect(await response.json()).toEqual({ id: event.event_id })
        expect(event).toMatchObject({
          tags: { by: 'hand' },
          user: { id: 'ann' },
          extra: { more: 1 },
          request: { url: `${made.url}/manual` },
        })
        expect(event.exception?.values.at(-1)?.mechanism?.handled).not.toBe(false)
      })

      test('what is reported by hand and thrown on is one event', async () => {
        const made = await shop()
        await get(`${made.url}/twice`)
        await settled(made.client)
        expect(valueOf(await only(made))).toBe('reported and thrown on')
      })
    })

    test.skipIf(cannot.params)('the pattern of the route is the transaction', async () => {
      const made = await shop()
      await get(`${made.url}/users/7/orders`)
      const { pattern = (path: string) => path } = system
      expect((await only(made)).transaction).toBe(`GET ${pattern('/users/:id/orders')}`)
    })

    test.skipIf(cannot.body)(
      'the body goes along, masked, when the client may send it',
      async () => {
        const body = JSON.stringify({ item: 7, password: 'hunter2' })
        const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } }
        const made = await shop({}, { client: { sendDefaultPii: true } })
        await get(`${made.url}/body`, init)
        const { request } = await only(made)
        expect(request?.data).toMatchObject({ item: 7, password: '[Filtered]' })
      },
    )

    describe('answers 404', () => {
      test('are no events by default', async () => {
        const made = await shop()
        await get(`${made.url}/nowhere`)
        expect(await made.events()).toEqual([])
      })

      test('are events when they are wanted, but for those that are ignored', async () => {
        const made = await shop({ notFound: { ignore: ['/favicon.ico', '/assets/*', /\.php$/] } })
        const thrown = cannot.answer === undefined ? ['/says/404'] : []
        for (const path of ['/nowhere', '/favicon.ico', '/assets/x.js', '/wp.php', ...thrown])
          await get(made.url + path)
        await settled(made.client)
        const event = await only(made)
        expect(event).toMatchObject({
          level: 'info',
          logger: 'http404',
          logentry: { formatted: `Page not found: ${made.url}/nowhere` },
          request: { url: `${made.url}/nowhere` },
        })
      })
    })

    test.skipIf(cannot.answer)(
      'the id is told in the answer only when wanted, and only where there is one',
      async () => {
        const failing = cannot.exposeEventId === undefined ? '/throw' : '/handled/503'
        const silent = await shop()
        expect((await get(`${silent.url}${failing}`)).headers.has('x-sentry-id')).toBe(false)
        const telling = await shop({ exposeEventId: true })
        const told = (await get(`${telling.url}${failing}`)).headers.get('x-sentry-id')
        expect((await only(telling)).event_id).toBe(told)
        expect((await get(`${telling.url}/fine`)).headers.has('x-sentry-id')).toBe(false)
        expect((await get(`${telling.url}/says/404`)).headers.has('x-sentry-id')).toBe(false)
      },
    )

    isolation(bench)
    people(bench)
    addresses(bench)
    consent(bench)
    steps(bench)
    logging(bench)

    test('outgoing requests leave breadcrumbs, in their own chain, without query', async () => {
      const route: Route = {
        method: 'GET',
        path: '/outgoing',
        run: async () => {
          await (await fetch(`${made.url}/fine?token=secret`)).text()
          throw failure('after asking')
        },
      }
      const made = await shop({}, { routes: [route] })
      await get(`${made.url}/outgoing`)
      const event = (await made.events()).find((one) => valueOf(one) === 'after asking')
      expect(event?.breadcrumbs?.values).toEqual([
        expect.objectContaining({
          category: 'http',
          data: { method: 'GET', url: `${made.url}/fine`, status_code: 200 },
        }),
      ])
      const quiet = await shop(
        { breadcrumbs: false },
        {
          routes: [
            {
              ...route,
              run: async () => {
                await (await fetch(`${quiet.url}/fine`)).text()
                throw failure('after asking')
              },
            },
          ],
        },
      )
      await get(`${quiet.url}/outgoing`)
      expect((await only(quiet)).breadcrumbs).toBeUndefined()
    })

    test('cookies go along where the client may send them, and nowhere else', async () => {
      const headers = { cookie: 'shop=blue; session=secret-session' }
      const [silent, open] = [await shop(), await shop({}, { client: { sendDefaultPii: true } })]
      await get(`${silent.url}/throw`, { headers })
      expect(JSON.stringify(await only(silent))).not.toMatch(/blue|secret-session/)
      await get(`${open.url}/throw`, { headers })
      const { request: described } = await only(open)
      expect(described?.cookies).toBeDefined() // and masked as a whole, for what is in them is anybody's guess
      expect(JSON.stringify(described)).not.toMatch(/blue|secret-session/)
    })

    test('the client may be of a class of its own, made when the integration is', async () => {
      const made: Client[] = []
      class Own extends Client {
        constructor(options: ClientOptions) {
          super(options)
          made.push(this)
        }
      }
      const { url } = await serve(integrate({ dsn: '', clientClass: Own, diagnostics: false }))
      await get(`${url}/throw`)
      expect(made).toHaveLength(1)
      expect(made[0]?.stats().captured).toBeGreaterThan(0)
    })

    test('what fails outside of any request has none', async () => {
      const made = await shop()
      await get(`${made.url}/fine`)
      made.client.captureException(failure('between requests'))
      const event = await only(made)
      expect(event.request).toBeUndefined()
      expect(event.transaction).not.toContain('GET')
    })

    describe('a request that its client gave up', () => {
      test.each([
        ['is no event when nothing fails', 0, () => ({ fine: true })],
        [
          'is one event when its route fails',
          1,
          () => {
            throw failure('nobody waits for it')
          },
        ],
      ])('%s', async (_, count, end) => {
        const [begun, over] = [gate(), gate()]
        const route: Route = {
          method: 'GET',
          path: '/slow',
          run: async () => {
            begun.open()
            await over.passed
            return end()
          },
        }
        const made = await shop({}, { routes: [route] })
        const leaving = new AbortController()
        const answer = fetch(`${made.url}/slow`, { signal: leaving.signal })
        await begun.passed
        leaving.abort()
        await expect(answer).rejects.toThrow('aborted')
        await get(`${made.url}/fine`) // by then the server knows that the other is gone
        over.open()
        if (count > 0)
          await vi.waitFor(() => expect(made.client.stats().captured).toBeGreaterThan(0))
        else await get(`${made.url}/fine`)
        await settled(made.client)
        expect(await made.events()).toHaveLength(count)
      })
    })

    test('nothing of a request is kept when it is over, even if a connection it opened lives on', async () => {
      const agent = new Agent({ keepAlive: true })
      onTestFinished(() => agent.destroy())
      const kept: WeakRef<object>[] = []
      const route = (path: string, end: () => unknown): Route => ({
        method: 'GET',
        path,
        run: async ({ sentry }) => {
          if (sentry) kept.push(new WeakRef(sentry))
          const big = { of: path }
          kept.push(new WeakRef(big))
          sentry?.extraContext({ big })
          await visit(`${made.url}/fine`, agent)
          return end()
        },
      })
      const fails = (): never => {
        throw failure('and nothing stays')
      }
      const routes = [route('/keeps', () => ({ fine: true })), route('/keeps-failing', fails)]
      const made = await shop({}, { routes })
      await get(`${made.url}/keeps`)
      await get(`${made.url}/keeps-failing`)
      await only(made)
      expect(Object.values(agent.freeSockets).flat()).not.toEqual([])
      expect(kept).toHaveLength(4)
      await vi.waitFor(
        () => {
          collectGarbage()
          expect(kept.filter((one) => one.deref() !== undefined)).toEqual([])
        },
        { timeout: 10_000 },
      )
    })

    test('a disabled client changes nothing', async () => {
      const { url } = await serve(integrate({ dsn: '' }))
      expect((await get(`${url}/throw`)).status).toBe(500)
      expect((await get(`${url}/fine`)).status).toBe(200)
    })

    test('several apps of one process, each with a client of its own, keep apart', async () => {
      const [one, other] = [await shop(), await shop()]
      await get(`${one.url}/throw`)
      await get(`${other.url}/reject`)
      expect(valueOf(await only(one))).toBe('thrown at once')
      expect(valueOf(await only(other))).toBe('thrown after a turn')
    })
  })
}

/** Default error pages print stacks, whose outer frames are the runtime's and depend on the moment. */
function comparable(text: string, url: string): string {
  return text.replaceAll(url, 'URL').replaceAll(/(?:<br>|\\n|\n)(?:\s|&nbsp;)*at [^<\n\\]*/g, '')
}

/** Asks by a connection that is kept; what asks holds nothing of who wanted it. */
async function visit(url: string, agent: Agent): Promise<void> {
  const [response] = (await once(request(url, { agent }).end(), 'response')) as [IncomingMessage]
  await once(response.resume(), 'end')
}

/** A promise that somebody else resolves. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { passed, open: () => open() }
}

/** Node hands its collector out when it is asked to, even late. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
}
