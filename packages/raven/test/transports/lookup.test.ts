import { createSocket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createLookup, type LookupParts } from '../../src/transports/lookup.ts'
import { scratchFolder } from '../support/scratch.ts'

/** A name server on loopback: silent, or with an answer that has the code given and no address. */
async function nameServer(code?: number): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    if (code === undefined) return
    const answer = Buffer.from(query)
    answer.writeUInt16BE(0x8180 | code, 2) // a response to a recursive query (RFC 1035, 4.1.1)
    socket.send(answer, port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => void socket.close())
  return `127.0.0.1:${socket.address().port}`
}

function hostsFile(text: string): string {
  const path = join(scratchFolder(), 'hosts')
  writeFileSync(path, text)
  return path
}

/** Looks a name up and answers what came, and the names the system was asked for. */
async function look(name: string, parts: LookupParts) {
  const asked: string[] = []
  const system: LookupFunction = (one, _options, callback) => {
    asked.push(one)
    callback(null, '10.0.0.1', 4)
  }
  const lookup = createLookup({ system, ...parts })
  const came = await new Promise<unknown>((resolve) =>
    lookup(name, {}, (error, address) => resolve(error?.code ?? address)),
  )
  return { came, asked }
}

test.each([
  ['no such name', 3],
  ['no address', 0],
  ['a failure', 2],
  ['a refusal', 5],
])('a name server that answers with %s is alive: the system is asked', async (_, code) => {
  const parts = { hostsFile: hostsFile(''), servers: [await nameServer(code)] }
  expect(await look('inbox.example', parts)).toEqual({ came: '10.0.0.1', asked: ['inbox.example'] })
})

test('where no name server listens the system is asked', async () => {
  const parts = { hostsFile: hostsFile(''), servers: ['127.0.0.1:1'] }
  expect((await look('inbox.example', parts)).asked).toEqual(['inbox.example'])
})

test('a name server that is silent is given up, and the system is left alone', async () => {
  const parts = { hostsFile: hostsFile(''), servers: [await nameServer()] }
  expect(await look('inbox.example', parts)).toEqual({ came: 'ETIMEOUT', asked: [] })
})

test.each(['inbox', 'INBOX.example', 'second', 'localhost'])(
  'the system is asked at once for a name of its own: %s',
  async (name) => {
    const hosts = hostsFile(
      '# inbox0\n10.0.0.1\tinbox inbox.EXAMPLE # ours\r\n\n10.0.0.2  second\n',
    )
    const parts = { hostsFile: hosts, servers: [await nameServer()] }
    expect((await look(name, parts)).asked).toEqual([name])
  },
)

test('where the system keeps its names elsewhere it alone is asked', async () => {
  const parts = { hostsFile: '/nowhere', servers: [await nameServer()] }
  expect((await look('inbox.example', parts)).asked).toEqual(['inbox.example'])
})

test('the real system finds localhost', async () => {
  const address = await new Promise((resolve, reject) =>
    createLookup()('localhost', { family: 4 }, (error, found) =>
      error ? reject(error) : resolve(found),
    ),
  )
  expect(address).toBe('127.0.0.1')
})
