/** What the compiler says of transports; `tsc` reads this file, nothing runs it. */

import { describe, expectTypeOf, test } from 'vitest'
import {
  blockingTransport,
  Client,
  customTransport,
  fetchTransport,
  httpTransport,
  memoryTransport,
  registerTransport,
  spoolOnlyTransport,
  threadedTransport,
  type Answer,
  type Transport,
  type TransportFactory,
  type TransportSettings,
} from '../../src/node.ts'

declare class Carrier implements Transport {
  readonly concurrency: number
  constructor(settings: TransportSettings)
  send(request: { url: string }, done: (answer: Answer) => void): void
  close(): void
}

describe('a transport is given by name, function or class', () => {
  test('keeps away: transports that are made already', () => {
    void new Client({ transport: 'spool-only' })
    void new Client({ transport: Carrier })
    for (const transport of [
      blockingTransport,
      fetchTransport,
      httpTransport,
      spoolOnlyTransport,
      threadedTransport,
      customTransport(() => Promise.resolve({ status: 200 })),
    ])
      expectTypeOf(transport).toExtend<TransportFactory>()
    // @ts-expect-error a transport is made by the client, with its settings
    void new Client({ transport: memoryTransport() })
    // @ts-expect-error its argument answers requests; write `() => memoryTransport()`
    void new Client({ transport: memoryTransport })
  })

  test('keeps away: classes of something else', () => {
    registerTransport('carrier+http', Carrier)
    new Client().setDsn('carrier+http://key@host/1', Carrier)
    // @ts-expect-error a date carries nothing
    void new Client({ transport: Date })
    // @ts-expect-error a date carries nothing
    registerTransport('date+http', Date)
  })
})

describe('customTransport', () => {
  test('keeps away: casts around clients that people have', () => {
    customTransport(({ url, headers, body, signal }) =>
      fetch(url, { method: 'POST', headers, body: body.slice(), signal }),
    )
    customTransport(async () => ({ statusCode: 200, headers: { a: ['b'], c: undefined } }))
  })

  test('keeps away: clients that cannot be waited for, and changed requests', () => {
    // @ts-expect-error an answer is promised
    customTransport(() => ({ status: 200 }))
    // @ts-expect-error a status is a number
    customTransport(async () => ({ status: '200' }))
    customTransport(async (request) => {
      // @ts-expect-error what is to be sent is read-only
      request.url = 'http://elsewhere'
      return { status: 200 }
    })
  })
})

test('an answer keeps away: reading a status that is not there', () => {
  const read = (answer: Answer) => (answer.ok ? answer.status : answer.fault)
  expectTypeOf(read).returns.toEqualTypeOf<number | 'certificate' | 'proxy' | undefined>()
})
