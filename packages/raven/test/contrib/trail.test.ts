/** The trail of breadcrumbs: console, log records, outgoing HTTP and queries, by chain of calls and in order. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import mysql from 'mysql2'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { ravenConsole } from 'raven-ts/contrib/console'
import { ravenFetch } from 'raven-ts/contrib/fetch-handler'
import { ravenPino } from 'raven-ts/contrib/pino'
import { ravenQueries } from 'raven-ts/contrib/queries'
import { record } from 'raven-ts/testing'

const CHAINS = 40

/** A server that answers `ok`, over loopback. */
async function webServer(): Promise<string> {
  const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1')
  onTestFinished(() => server.close().closeAllConnections())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What mysql2's server has, and its types leave out. */
interface DatabaseServer {
  readonly _server: Server
  listen(port: number, host: string): unknown
  close(): void
}

interface ServerSide extends NodeJS.EventEmitter {
  serverHandshake(settings: object): void
  writeOk(): void
  _resetSequenceId(): void
}

/** A connection of mysql2 to a server of mysql2's own, which answers each query with `ok`. */
async function database(): Promise<mysql.Connection> {
  const server = mysql.createServer((given) => {
    const connection = given as unknown as ServerSide
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.0',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xff_f7_ff,
      authCallback: (_params: unknown, done: (error: null) => void) => {
        done(null)
        connection._resetSequenceId()
      },
    })
    connection.on('query', () => {
      connection.writeOk()
      connection._resetSequenceId()
    })
    connection.on('error', () => {}) // the client closed it
  }) as unknown as DatabaseServer
  server.listen(0, '127.0.0.1')
  await once(server._server, 'listening')
  const { port } = server._server.address() as AddressInfo
  const connection = mysql.createConnection({ host: '127.0.0.1', port, user: 'shop' })
  onTestFinished(() => {
    connection.destroy()
    server.close()
  })
  return connection
}

test('forty interleaved chains have each their own trail, in order, bounded and masked', async () => {
  const { client, events } = record({ diagnostics: false, maxBreadcrumbs: 6 })
  const [web, connection] = [await webServer(), await database()]
  const logger = pino({ hooks: ravenPino(client).hooks }, { write: () => {} })
  const written: unknown[] = []
  const { info } = console
  console.info = (...args: unknown[]): void => void written.push(args)
  const [raven, queries] = [ravenConsole(client), ravenQueries(client)]
  onTestFinished(() => {
    raven.uninstall()
    queries.uninstall()
    console.info = info
  })

  const serve = ravenFetch({ client }).wrap(async (request: Request) => {
    const id = new URL(request.url).pathname.slice(1)
    logger.info('asked first, and forgotten')
    logger.info('order %s is asked for', id)
    await connection.promise().query(`select ${id} where secret = ?`, ['hidden value'])
    console.info('order %s is there, password=%s', id, 'swordfish')
    await (await fetch(`${web}/stock/${id}?token=hidden`)).text()
    queries.tell(`get stock ${id}`, 'postgresql')
    logger.warn({ card: '4111111111111111' }, `order ${id} is short`)
    throw new Error(`order ${id} failed`)
  })
  const asked = Array.from({ length: CHAINS }, (_, id) => serve(new Request(`http://shop/${id}`)))
  expect((await Promise.allSettled(asked)).every(({ status }) => status === 'rejected')).toBe(true)

  const seen = await events()
  expect(seen).toHaveLength(CHAINS)
  expect(written).toHaveLength(CHAINS)
  for (const event of seen) {
    const id = /order (\d+) failed/.exec(event.exception?.values.at(-1)?.value ?? '')?.[1]
    expect(event.breadcrumbs?.values).toMatchObject([
      { category: 'pino', level: 'info', message: `order ${id} is asked for` },
      { category: 'query', message: `select ${id} where secret = ?`, data: { engine: 'mysql' } },
      { category: 'console', message: expect.stringContaining(`order ${id} is there`) as unknown },
      { category: 'http', data: { url: `${web}/stock/${id}`, status_code: 200 } },
      { category: 'query', message: `get stock ${id}`, data: { engine: 'postgresql' } },
      { category: 'pino', level: 'warning', message: `order ${id} is short` },
    ])
    expect(JSON.stringify(event.breadcrumbs)).not.toMatch(/hidden|swordfish|4111/)
    const times = event.breadcrumbs?.values.map(({ timestamp }) => Number(timestamp)) ?? []
    expect(times).toEqual(times.toSorted((one, other) => one - other))
  }
})

test('what is not heard any more leaves nothing', async () => {
  const { client, events } = record({ diagnostics: false })
  const connection = await database()
  const queries = ravenQueries(client)
  queries.uninstall()
  await connection.promise().query('select 1')
  client.captureMessage('after')
  expect((await events())[0]?.breadcrumbs).toBeUndefined()
})
