/** What is Adonis's own: its provider, its rule about reporting, its commands, its pages. */

import { AceFactory } from '@adonisjs/core/factories'
import { BaseCommand, type Kernel } from '@adonisjs/core/ace'
import { Exception } from '@adonisjs/core/exceptions'
import edge from 'edge.js'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from 'raven-ts'
import { defineConfig } from 'raven-ts/contrib/adonis'
import { record } from 'raven-ts/testing'
import { benchOf, get, valueOf } from '../../contracts/web/bench.ts'
import type { Route } from '../../contracts/web/system.ts'
import { ignitorOf, serveAdonis } from './serve-adonis.ts'

const { shop } = benchOf({
  name: 'AdonisJS 6',
  mechanism: 'auto.http.adonis',
  integrate: defineConfig,
  serve: serveAdonis,
})

const failing = (error: unknown): Route => ({
  method: 'GET',
  path: '/fails',
  run: () => {
    throw error
  },
})

describe('what the handler does not report', () => {
  class Declined extends Exception {
    static override status = 500
    static override code = 'E_DECLINED'
  }
  test.each([
    [
      'an exception of its list',
      Object.assign(new Error('refused'), { status: 422, answerAs: 500 }),
      0,
    ],
    ['any other', new Declined('declined'), 1],
  ])('is not sent: %s', async (_, error, count) => {
    const made = await shop({}, { routes: [failing(error)] })
    expect((await get(`${made.url}/fails`)).status).toBe(500)
    await made.client.flush()
    expect(await made.events()).toHaveLength(count)
  })
})

test('the user is whom the auth of Adonis found', async () => {
  const auth = {
    get user() {
      return { id: 7, email: 'ann@example.com' }
    },
  }
  const made = await shop({}, { signedIn: { auth }, routes: [failing(new Error('whose'))] })
  await get(`${made.url}/fails`)
  expect((await made.events())[0]?.user).toMatchObject({ id: '7', is_authenticated: true })
})

test('raven:test is a command of ace, which says whether the server took the event', async () => {
  const made = record({ diagnostics: false })
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const kernel = await new AceFactory().make(ignitorOf({ client: made.client }))
  await kernel.app.boot()
  const command = await kernel.exec('raven:test', [])
  const text = said.mock.calls.map(([line]) => String(line)).join('')
  const [event] = await made.events()
  expect(command.exitCode).toBe(0)
  expect(text).toContain(`Event ID was '${event?.event_id}'\nsuccess!`)
})

class Restock extends BaseCommand {
  static override commandName = 'restock'
  static override options = { startApp: true }
  static override args = [
    { name: 'shelf', argumentName: 'shelf', type: 'string' as const, required: false },
  ]
  static override flags = [{ name: 'password', flagName: 'password', type: 'string' as const }]
  override async run(): Promise<void> {
    throw new TypeError('nothing to restock')
  }
}

/** Gives a kernel the command, and keeps it from printing. */
function teach(kernel: Kernel, shown: unknown[]): void {
  kernel.addLoader({
    getMetaData: async () => [Restock.serialize()],
    getCommand: async () => Restock,
  })
  kernel.errorHandler.render = async (error) => void shown.push(error)
}

test('what a command of ace fails with is reported and shown as before', async () => {
  const made = record({ diagnostics: false })
  const shown: unknown[] = []
  onTestFinished(() => void (process.exitCode = undefined)) // ace sets it
  let kernel: Kernel | undefined
  let before: unknown
  const ace = ignitorOf({ client: made.client })
    .ace()
    .configure(async (app) => {
      kernel = await app.container.make('ace')
      teach(kernel, shown)
      before = kernel.errorHandler
    })
  await ace.handle(['restock', 'tea', '--password=secret'])
  const [event] = await made.events()
  expect(event && valueOf(event)).toBe('nothing to restock')
  expect(event).toMatchObject({
    transaction: 'ace restock',
    extra: { args: ['tea'], flags: { password: '[Filtered]' } },
    exception: { values: [{ mechanism: { type: 'auto.ace.adonis', handled: false } }] },
  })
  expect(shown.map(String)).toEqual(['TypeError: nothing to restock'])
  expect(process.exitCode).toBe(1)
  expect(kernel?.errorHandler).toBe(before)
})

test('what a server runs by ace is reported too; how a command is called wrongly is not', async () => {
  const made = record({ diagnostics: false })
  const shown: unknown[] = []
  const app = ignitorOf({ client: made.client }).createApp('web')
  await app.init()
  await app.boot()
  onTestFinished(() => app.terminate())
  const kernel = await app.container.make('ace')
  Object.getPrototypeOf(kernel.errorHandler).render = async (error: unknown) =>
    void shown.push(error)
  kernel.addLoader({
    getMetaData: async () => [Restock.serialize()],
    getCommand: async () => Restock,
  })
  await kernel.exec('restock', [])
  const wrong = Object.assign(new Error('no such'), { code: 'E_COMMAND_NOT_FOUND' })
  await kernel.errorHandler.render(wrong, kernel)
  expect((await made.events()).map(valueOf)).toEqual(['nothing to restock'])
  expect(shown.map(String)).toEqual(['TypeError: nothing to restock', 'Error: no such'])
})

test('the client can be injected, and templates know its public address', async () => {
  const made = record({ diagnostics: false })
  const app = ignitorOf({ client: made.client }).createApp('web')
  app.usingEdgeJS = true
  await app.init()
  await app.boot()
  onTestFinished(() => app.terminate())
  expect(await app.container.make(Client)).toBe(made.client)
  const html = await edge.renderRaw('{{ sentryPublicDsn("https") }}')
  expect(html).toBe(made.client.getPublicDsn('https'))
})
