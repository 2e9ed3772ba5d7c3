import { transportContract, type Behind } from '../contracts/transport-contract.ts'
import { blockingTransport } from '../../src/transports/blocking.ts'
import { customTransport } from '../../src/transports/custom.ts'
import { fetchTransport } from '../../src/transports/fetch.ts'
import { httpTransport } from '../../src/transports/http.ts'
import { memoryTransport } from '../../src/transports/memory.ts'
import { threadedTransport } from '../../src/transports/threaded.ts'
import type { Answer, TransportFactory } from '../../src/transports/transport.ts'
import { farSide } from '../support/far-side.ts'
import { Receiver } from '../support/receiver.ts'
import { expect, test } from 'vitest'

async function overHttp(make: TransportFactory): Promise<Behind> {
  const receiver = await Receiver.start()
  return {
    make,
    url: `http://127.0.0.1:${receiver.port}/api/1/envelope/`,
    bodies: () => receiver.received.map(({ body }) => body),
    answerWith: (status, headers = {}) => {
      receiver.respond = (_, response) => void response.writeHead(status, headers).end('said')
    },
    die: () => receiver.stop(),
  }
}

/** In a process of its own, for those that block this one. */
async function overFarHttp(make: TransportFactory): Promise<Behind> {
  const far = await farSide()
  return {
    make,
    url: `http://127.0.0.1:${far.port}/api/1/envelope/`,
    bodies: async () => (await far.seen()).requests.map(({ body }) => Buffer.from(body, 'base64')),
    answerWith: (status, headers) => far.answerWith(status, headers),
    die: () => far.die(),
  }
}

transportContract('httpTransport', () => overHttp(httpTransport))
transportContract('threadedTransport', () => overHttp(threadedTransport))
transportContract('fetchTransport', () => overHttp(fetchTransport))
transportContract('customTransport', () =>
  overHttp(
    customTransport(({ url, headers, body, signal }) =>
      fetch(url, { method: 'POST', headers, body: body.slice(), signal, redirect: 'manual' }),
    ),
  ),
)
transportContract('blockingTransport', () => overFarHttp(blockingTransport))

transportContract('memoryTransport', () => {
  const bodies: Uint8Array[] = []
  let answer: Answer = { ok: true, status: 200, headers: {} }
  const heard = new Set(['retry-after', 'x-sentry-rate-limits', 'x-sentry-error'])
  return {
    make: () =>
      memoryTransport((request) => {
        if (!/^https?:/.test(request.url) || request.headers['x-bad'])
          return { ok: false, error: 'no such request' }
        bodies.push(request.body)
        return answer
      }),
    url: 'http://localhost/',
    bodies: () => bodies,
    answerWith: (status, headers = {}) => {
      const kept = Object.entries(headers).filter(([name]) => heard.has(name))
      answer = { ok: true, status, headers: Object.fromEntries(kept) }
    },
    die: () => void (answer = { ok: false, error: 'nobody there' }),
  }
})

test('memoryTransport remembers whole requests, and accepts them unless told otherwise', () => {
  const transport = memoryTransport()
  const request = { url: 'http://localhost/', headers: { a: 'b' }, body: new Uint8Array([1]) }
  const answers: Answer[] = []
  transport.send(request, (answer) => void answers.push(answer))
  expect(transport.requests).toEqual([request])
  expect(answers).toEqual([{ ok: true, status: 200, headers: {} }])
})
