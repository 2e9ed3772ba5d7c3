/** A real server of zerorpc over a socket: what its methods fail with is reported, and its caller is told the same. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RpcOptions } from 'raven-ts/contrib/grpc'
import { ravenZerorpc } from 'raven-ts/contrib/zerorpc'
import { expect, onTestFinished, test } from 'vitest'
import zerorpc from 'zerorpc'
import { filesOf, recorded } from './recorded.ts'

type Reply = (error?: unknown, answer?: unknown, more?: boolean) => void

/** As its users write them: zerorpc reads what the parameters are called from their text. */
const methods = {
  stock: 'green',
  brew: function (kind: unknown, reply: Reply) {
    if (kind === 'throws') throw new RangeError('no tea')
    if (kind === 'says') return reply('no such tea')
    if (kind === 'fails') return setImmediate(() => reply(new RangeError('no tea')))
    return reply(null, this.stock)
  },
  pour: function (cups: number, reply: Reply) {
    for (let cup = 1; cup <= cups; cup++) reply(null, cup, cup < cups)
  },
  _fill: function (reply: Reply) {
    reply(null, 'never')
  },
}

/** A server and one who calls it. Its socket is a file, for zerorpc cannot say which port it was given. */
async function served(
  options: RpcOptions = {},
  wrapped: (raven: ReturnType<typeof ravenZerorpc>) => object = (raven) => raven.wrap(methods),
) {
  const { client, events } = await recorded()
  const folder = mkdtempSync(join(tmpdir(), 'zerorpc-'))
  const server = new zerorpc.Server(wrapped(ravenZerorpc({ client, ...options })))
  const caller = new zerorpc.Client()
  const address = `ipc://${folder}/tea`
  server.bind(address)
  caller.connect(address)
  onTestFinished(() => {
    caller.close()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  /** All that is answered, until there is no more of it. */
  const invoke = (...words: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const answers: unknown[] = []
      caller.invoke(...words, (error: unknown, answer: unknown, more: boolean) => {
        if (error) return reject(error)
        if (answer !== undefined) answers.push(answer)
        if (!more) resolve(answers)
      })
    })
  return { invoke, events }
}

test.each(['throws', 'fails'])('a method that %s is one event', async (way) => {
  const { invoke, events } = await served()
  const told = { name: 'RangeError', message: 'no tea' }
  await expect(invoke('brew', way)).rejects.toMatchObject(told)
  expect(await events()).toMatchObject([
    {
      transaction: 'brew',
      extra: { args: [way] },
      exception: { values: [{ value: 'no tea', mechanism: { type: 'auto.rpc.zerorpc' } }] },
    },
  ])
})

test('a text is an error too', async () => {
  const { invoke, events } = await served()
  await expect(invoke('brew', 'says')).rejects.toMatchObject({ message: 'no such tea' })
  expect(await events()).toMatchObject([{ exception: { values: [{ value: 'no such tea' }] } }])
})

test('a stack begins with the program, unless all of it is wanted', async () => {
  const own = /\/zerorpc\.test\.ts$/
  for (const hideFrames of [true, false]) {
    const { invoke, events } = await served({ hideFrames })
    await expect(invoke('brew', 'throws')).rejects.toMatchObject({ message: 'no tea' })
    const files = filesOf((await events())[0])
    expect(files.at(-1)).toMatch(own)
    expect(files.every((file) => own.test(file))).toBe(hideFrames)
  }
})

test('what is given is masked by name', async () => {
  const given = { tea: 'green', password: 'k9w2x7' }
  const { invoke, events } = await served({}, (raven) =>
    raven.wrap({
      brew: function (_: unknown, reply: Reply) {
        reply(new Error('no tea'))
      },
    }),
  )
  await expect(invoke('brew', given)).rejects.toMatchObject({ message: 'no tea' })
  expect(await events()).toMatchObject([
    { extra: { args: [{ tea: 'green', password: '[Filtered]' }] } },
  ])
})

test('a rule of the program decides', async () => {
  const { invoke, events } = await served({
    shouldCapture: (error) => error instanceof RangeError,
    ignoreExceptions: [/no such/],
  })
  await expect(invoke('brew', 'says')).rejects.toMatchObject({ message: 'no such tea' })
  await expect(invoke('brew', 'throws')).rejects.toMatchObject({ message: 'no tea' })
  expect(await events()).toHaveLength(1)
})

test.each([
  ['as they are', methods],
  ['frozen', Object.freeze({ ...methods })],
])('methods %s answer as without us, and are described by their own parameters', async (_, own) => {
  const { invoke, events } = await served({}, (raven) => raven.wrap(own))
  expect(await invoke('brew', 'green')).toEqual(['green'])
  expect(await invoke('pour', 3)).toEqual([1, 2, 3])
  expect(await invoke('_zerorpc_ping')).toEqual([['pong', '']])
  const described = { brew: ['kind'], pour: ['cups'] }
  const [inspected] = (await invoke('_zerorpc_inspect')) as [Inspected]
  expect(inspected.name).toBe('Object')
  expect(
    Object.fromEntries(
      Object.entries(inspected.methods).map(([name, { args }]) => [
        name,
        args.map((arg) => arg.name),
      ]),
    ),
  ).toEqual(described)
  expect(Object.keys(own)).toEqual(['stock', 'brew', 'pour', '_fill'])
  expect(await events()).toEqual([])
})

/** What zerorpc tells of itself. */
interface Inspected {
  readonly name: string
  readonly methods: Readonly<
    Record<string, { readonly args: readonly { readonly name: string }[] }>
  >
}

test('what zerorpc does not take is refused as without us', () => {
  const { wrap } = ravenZerorpc({ dsn: '' })
  const refused = { brew: (reply: Reply) => reply(null, 'green') }
  expect(() => new zerorpc.Server(wrap(refused))).toThrow(TypeError)
})
