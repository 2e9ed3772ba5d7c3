import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import { threadedTransport } from '../../src/transports/threaded.ts'
import type { Answer, Transport } from '../../src/transports/transport.ts'
import { post, requestTo } from '../contracts/transport-contract.ts'
import { bundle, start } from '../support/programs.ts'
import { hang, Receiver } from '../support/receiver.ts'

function open(): Transport {
  const transport = threadedTransport({ timeoutMs: 10_000, verifySsl: true })
  onTestFinished(() => transport.close())
  return transport
}

const urlOf = ({ port }: { port: number }) => ({ url: `http://127.0.0.1:${port}/` })

/** The thread that the next request starts. */
async function nextThread(): Promise<Worker> {
  const [worker] = await once(process, 'worker')
  return worker
}

test('starts its thread with the first request, and one only', async () => {
  const receiver = await Receiver.start()
  const threads: unknown[] = []
  const count = (worker: unknown) => threads.push(worker)
  process.on('worker', count)
  onTestFinished(() => void process.off('worker', count))
  const transport = open()
  expect(threads).toEqual([])
  await Promise.all([post(transport, urlOf(receiver)), post(transport, urlOf(receiver))])
  expect(threads).toHaveLength(1)
})

test('takes the memory of a body that nobody reads any more, and of no other', async () => {
  const receiver = await Receiver.start()
  const transport = open()
  const large = new Uint8Array(3000).fill(97)
  const bodies = [
    new Uint8Array(1000).fill(97),
    new Uint8Array(2000).fill(97),
    large.subarray(1000),
  ]
  const answers = bodies.map(async (body, i) => {
    const request = { ...requestTo(urlOf(receiver), body), isLast: i > 0 }
    return await new Promise((done) => transport.send(request, done))
  })
  expect(bodies.map(({ byteLength }) => byteLength)).toEqual([1000, 0, 2000])
  expect(await Promise.all(answers)).toMatchObject([{ ok: true }, { ok: true }, { ok: true }])
  const sizes = receiver.received.map(({ body }) => body.byteLength).toSorted((a, b) => a - b)
  expect(sizes).toEqual([1000, 2000, 2000])
})

describe('while the main thread is blocked', () => {
  test('waits until an answer came, and gives each one out once', async () => {
    const receiver = start(await serverProgram()).child
    const [line] = await once(receiver.stdout, 'data')
    const transport = open()
    const answers: Answer[] = []
    const request = requestTo({ url: `http://127.0.0.1:${Number(line)}/` }, new Uint8Array(1))
    for (let i = 0; i < 3; i++) transport.send(request, (answer) => answers.push(answer))
    while (answers.length < 3 && transport.wait?.(10_000));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(transport.wait?.(10_000)).toBe(false)
    await post(transport, { url: request.url })
    expect(answers).toHaveLength(3)
  })

  test('says when time was up, and has not given up', async () => {
    const receiver = await Receiver.start(hang)
    const transport = open()
    const answers: Answer[] = []
    transport.send(requestTo(urlOf(receiver), new Uint8Array(1)), (one) => answers.push(one))
    expect(transport.wait?.(50)).toBe(false)
    expect(answers).toEqual([])
    receiver.respond = (_, response) => void response.end()
    expect(await post(transport, urlOf(receiver))).toMatchObject({ ok: true })
  })

  test('has nothing to wait for before the first request', () => {
    expect(open().wait?.(60_000)).toBe(false)
  })
})

describe('a thread that dies', () => {
  test('in the middle: its requests are answered as failed, and the event loop sends on', async () => {
    const receiver = await Receiver.start(hang)
    const transport = open()
    const thread = nextThread()
    const answer = post(transport, urlOf(receiver))
    await receiver.untilReceived(1)
    await (await thread).terminate()
    expect(await answer).toEqual({ ok: false, error: 'the sending thread ended' })
    receiver.respond = (_, response) => void response.end()
    expect(await post(transport, urlOf(receiver))).toMatchObject({ ok: true })
    expect(transport.wait).toBeUndefined()
  })

  test('before it began: the same', async () => {
    const receiver = await Receiver.start()
    const transport = open()
    const thread = nextThread()
    const answer = post(transport, urlOf(receiver))
    await (await thread).terminate()
    expect(await answer).toMatchObject({ ok: false })
    expect(await post(transport, urlOf(receiver))).toMatchObject({ ok: true })
  })
})

test('a closed transport answers, and starts nothing any more', async () => {
  const receiver = await Receiver.start(hang)
  const transport = open()
  const thread = nextThread()
  const answer = post(transport, urlOf(receiver))
  await receiver.untilReceived(1)
  const ended = once(await thread, 'exit')
  transport.close()
  expect(await answer).toEqual({ ok: false, error: 'closed' })
  await ended
  expect(await post(transport, urlOf(receiver))).toEqual({ ok: false, error: 'closed' })
  expect(receiver.received).toHaveLength(1)
})

test('neither its thread nor an open request keeps a process alive', async () => {
  const file = await bundle(`
    import { threadedTransport } from '../src/transports/threaded.ts'
    const transport = threadedTransport({ timeoutMs: 60_000, verifySsl: true })
    const request = (path) => ({ url: process.argv[2] + path, headers: {}, body: new Uint8Array(1) })
    const hold = setTimeout(() => {}, 20_000)
    transport.send(request('/yes'), () => {
      transport.send(request('/hang'), () => console.log('answered'))
      setTimeout(() => clearTimeout(hold), 100)
    })`)
  const receiver = await Receiver.start(({ path }, response) => {
    if (path === '/yes') response.end()
  })
  const ended = await start(file, [`http://127.0.0.1:${receiver.port}`]).ended
  expect(ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
})

test("the program's own streams stay as they were", async () => {
  // Opening a pipe as a stream makes it non-blocking for everybody who shares it.
  const file = await bundle(`
    import { readFileSync } from 'node:fs'
    import { threadedTransport } from '../src/transports/threaded.ts'
    const flags = () => [1, 2].map((fd) => /flags:\\s*(\\d+)/.exec(readFileSync('/proc/self/fdinfo/' + fd, 'utf8'))[1]).join()
    const before = flags()
    const transport = threadedTransport({ timeoutMs: 60_000, verifySsl: true })
    const hold = setTimeout(() => {}, 20_000)
    transport.send({ url: process.argv[2], headers: {}, body: new Uint8Array(1) }, () => {
      clearTimeout(hold)
      const after = flags()
      transport.close()
      console.log(before === after ? 'the same' : before + ' became ' + after)
    })`)
  const receiver = await Receiver.start()
  const { stdout } = await start(file, [`http://127.0.0.1:${receiver.port}`]).ended
  expect(stdout).toBe('the same\n')
})

test.each([['--experimental-permission', '--allow-fs-read=*', '--allow-fs-write=*']])(
  'where threads are forbidden (%s) the event loop sends, without a word',
  async (...nodeArgs) => {
    const file = await bundle(`
    import { threadedTransport } from '../src/transports/threaded.ts'
    const transport = threadedTransport({ timeoutMs: 60_000, verifySsl: true })
    const hold = setTimeout(() => {}, 20_000)
    transport.send({ url: process.argv[2], headers: {}, body: new Uint8Array(1) }, (answer) => {
      clearTimeout(hold)
      console.log(answer.status, transport.wait)
    })`)
    const receiver = await Receiver.start()
    const quiet = [...nodeArgs, '--no-warnings']
    const ended = await start(file, [`http://127.0.0.1:${receiver.port}`], { nodeArgs: quiet })
      .ended
    expect(ended).toEqual({ code: 0, signal: null, stdout: '200 undefined\n', stderr: '' })
  },
)

/** A server in a process of its own, because the test's main thread is blocked. */
function serverProgram(): Promise<string> {
  return bundle(`
    import { createServer } from 'node:http'
    const server = createServer((request, response) => {
      request.resume()
      request.on('end', () => setTimeout(() => response.end('{}'), 20))
    })
    server.listen(0, '127.0.0.1', () => console.log(server.address().port))`)
}
