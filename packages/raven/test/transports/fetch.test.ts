import { expect, test } from 'vitest'
import { fetchTransport } from '../../src/transports/fetch.ts'
import { post } from '../contracts/transport-contract.ts'
import { hang, Receiver } from '../support/receiver.ts'

const urlOf = ({ port }: { port: number }) => ({ url: `http://127.0.0.1:${port}/` })
const open = (timeoutMs = 10_000) => fetchTransport({ timeoutMs, verifySsl: true })

test('gives up a server that does not answer', async () => {
  const receiver = await Receiver.start(hang)
  expect(await post(open(100), urlOf(receiver))).toMatchObject({
    ok: false,
    error: expect.stringMatching(/timeout/),
  })
})

test('says why a connection failed', async () => {
  const receiver = await Receiver.start()
  await receiver.stop()
  const url = 'http://127.0.0.1:1/'
  expect(await post(open(), { url })).toMatchObject({
    ok: false,
    error: expect.stringMatching(/^fetch failed: .*(ECONNREFUSED|bad port)/),
  })
})

test('counts the status of an answer whose body breaks off', async () => {
  const receiver = await Receiver.start((_, response) => {
    response.writeHead(200, { 'content-length': 1000 })
    response.write('{')
    setImmediate(() => response.socket?.resetAndDestroy())
  })
  expect(await post(open(), urlOf(receiver))).toMatchObject({ ok: true, status: 200 })
})

test('does not follow where it is sent to', async () => {
  const elsewhere = await Receiver.start()
  const receiver = await Receiver.start((_, response) => {
    response.writeHead(307, { location: urlOf(elsewhere).url }).end()
  })
  expect(await post(open(), urlOf(receiver))).toMatchObject({ ok: true, status: 307 })
  expect(elsewhere.received).toEqual([])
})
