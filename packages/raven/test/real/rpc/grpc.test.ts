/** A real server of gRPC: what its methods fail with is reported by the code its caller gets. */

import { once } from 'node:events'
import {
  Client as GrpcClient,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceError,
} from '@grpc/grpc-js'
import { ravenGrpc, type RpcOptions } from 'raven-ts/contrib/grpc'
import { expect, onTestFinished, test } from 'vitest'
import { filesOf, recorded } from './recorded.ts'

type Message = Readonly<Record<string, string>>

const packed = (value: Message): Buffer => Buffer.from(JSON.stringify(value))
const read = (bytes: Buffer): Message => JSON.parse(bytes.toString())

const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/shop.Tea/${name}`,
  requestStream,
  responseStream,
  requestSerialize: packed,
  requestDeserialize: read,
  responseSerialize: packed,
  responseDeserialize: read,
})

const SERVICE = {
  brew: method('Brew', false, false),
  collect: method('Collect', true, false),
  pour: method('Pour', false, true),
  chat: method('Chat', true, true),
}

/** How a request wants to be failed. */
function failure({ way }: Message): Error {
  const error = new RangeError('no tea')
  const code = { missing: status.NOT_FOUND, internal: status.INTERNAL }[way ?? '']
  return code === undefined ? error : Object.assign(error, { code })
}

class Shop {
  readonly #stock = 'green'

  brew(call: ServerUnaryCall<Message, Message>, callback: sendUnaryData<Message>): void {
    if (call.request.way === undefined) return callback(null, { tea: this.#stock })
    if (call.request.way === 'throws') throw failure({})
    setImmediate(() => callback(failure(call.request)))
  }

  collect(call: ServerReadableStream<Message, Message>, callback: sendUnaryData<Message>): void {
    call.on('data', (message: Message) => callback(failure(message)))
  }

  pour(call: ServerWritableStream<Message, Message>): void {
    call.write({ tea: this.#stock })
    setImmediate(() => call.emit('error', failure(call.request)))
  }

  chat(call: ServerDuplexStream<Message, Message>): void {
    call.on('data', (message: Message) => call.emit('error', failure(message)))
  }
}

async function served(options: RpcOptions = {}) {
  const { client, events } = await recorded()
  const raven = ravenGrpc({ client, ...options })
  const server = new Server()
  const shop = raven.wrap(new Shop())
  server.addService(SERVICE, {
    brew: shop.brew,
    collect: shop.collect,
    pour: shop.pour,
    chat: shop.chat,
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  const caller = new GrpcClient(`127.0.0.1:${port}`, credentials.createInsecure())
  onTestFinished(() => {
    caller.close()
    server.forceShutdown()
  })
  return { caller, events }
}

type Kind = keyof typeof SERVICE
type Caller = Awaited<ReturnType<typeof served>>['caller']

const headers = (): Metadata => {
  const metadata = new Metadata()
  metadata.set('x-shop', 'blue')
  metadata.set('authorization', 'Bearer k9w2x7')
  return metadata
}

/** What a call is answered with: a message, or the error it ends with. */
async function called(caller: Caller, kind: Kind, message: Message): Promise<unknown> {
  const { path, requestSerialize, responseDeserialize } = SERVICE[kind]
  const as = [path, requestSerialize, responseDeserialize] as const
  if (kind === 'brew' || kind === 'collect')
    return new Promise((resolve) => {
      const done = (error: ServiceError | null, answer?: Message): void => resolve(error ?? answer)
      if (kind === 'brew') caller.makeUnaryRequest(...as, message, headers(), done)
      else caller.makeClientStreamRequest(...as, headers(), done).write(message)
    })
  const stream =
    kind === 'pour'
      ? caller.makeServerStreamRequest(...as, message, headers())
      : caller.makeBidiStreamRequest(...as, headers())
  if ('write' in stream) stream.write(message)
  stream.resume()
  const [error] = await once(stream, 'error').catch((thrown: unknown) => [thrown])
  return error
}

const KINDS: readonly Kind[] = ['brew', 'collect', 'pour', 'chat']

test.each(KINDS)(
  'what %s fails with is reported, and its caller is told the same',
  async (kind) => {
    const { caller, events } = await served()
    const error = await called(caller, kind, { way: 'internal', password: 'k9w2x7' })
    expect(error).toMatchObject({ code: status.INTERNAL, details: 'no tea' })
    const sent = await events()
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({
      transaction: SERVICE[kind].path,
      request: { headers: { 'x-shop': 'blue' } },
      exception: { values: [{ value: 'no tea', mechanism: { type: 'auto.rpc.grpc' } }] },
    })
    expect(sent[0]?.request?.url).toMatch(/^grpc:\/\/127\.0\.0\.1:\d+\/shop\.Tea\//)
    expect(JSON.stringify(sent)).not.toContain('k9w2x7')
  },
)

test.each(KINDS)('what the caller of %s is to blame for is not', async (kind) => {
  const { caller, events } = await served()
  const error = await called(caller, kind, { way: 'missing' })
  expect(error).toMatchObject({ code: status.NOT_FOUND })
  expect(await events()).toEqual([])
})

test('what is thrown is told as unknown, so it is reported', async () => {
  const { caller, events } = await served()
  expect(await called(caller, 'brew', { way: 'throws' })).toMatchObject({ code: status.UNKNOWN })
  const [sent] = await events()
  expect(new Set(filesOf(sent))).toEqual(new Set([expect.stringMatching(/\/grpc\.test\.ts$/)]))
})

test('a rule of the program decides', async () => {
  const { caller, events } = await served({ shouldCapture: (_, code) => code === status.NOT_FOUND })
  await called(caller, 'brew', { way: 'internal' })
  await called(caller, 'brew', { way: 'missing' })
  expect(await events()).toHaveLength(1)
})

test('a method that succeeds answers as without us', async () => {
  const { caller, events } = await served()
  expect(await called(caller, 'brew', {})).toEqual({ tea: 'green' })
  expect(await events()).toEqual([])
})

test('an implementation may be frozen', () => {
  const { wrap } = ravenGrpc({ dsn: '' })
  const shop = wrap(Object.freeze({ brew: () => 'green', stock: 'green' }))
  expect(shop.stock).toBe('green')
  expect(shop.brew).toBeTypeOf('function')
})

test('what called a method is kept on request', async () => {
  const { caller, events } = await served({ hideFrames: false })
  await called(caller, 'brew', { way: 'throws' })
  const [sent] = await events()
  expect(filesOf(sent)[0]).not.toMatch(/grpc\.test\.ts/)
  expect(filesOf(sent).at(-1)).toMatch(/grpc\.test\.ts/)
})
