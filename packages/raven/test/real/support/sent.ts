/** What our client really sends, byte for byte, for the readers of others. */

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { runProgram } from '../../../../../test/run-program.ts'
import { NODE_TARGET, sourceTextEsbuild } from '../../../../../tools/source-text.mjs'

/** What `program.mjs` reported. */
export interface Sent {
  /** The id of each event, by what it is. */
  readonly ids: Readonly<Record<'exception' | 'chain' | 'message', string>>
  /** The body of each request, unpacked. */
  readonly envelopes: readonly Buffer[]
}

const ENTRY = fileURLToPath(new URL('../../../src/node.ts', import.meta.url))

/** The text of the program, to find its lines in. */
export const PROGRAM = fileURLToPath(new URL('program.mjs', import.meta.url))

/** Runs the program with the client as its sources are now, and answers what it sent. */
export async function sendEverything(): Promise<Sent> {
  const folder = await mkdtemp(join(tmpdir(), 'raven-sent-'))
  const envelopes: Buffer[] = []
  const server = await record(envelopes)
  try {
    const client = join(folder, 'client.mjs')
    await bundleClient(client)
    const dsn = `http://public:secret@127.0.0.1:${(server.address() as AddressInfo).port}/1`
    const ids = await runProgram(process.execPath, [PROGRAM, pathToFileURL(client).href, dsn])
    return { ids: ids as Sent['ids'], envelopes }
  } finally {
    server.close()
    server.closeAllConnections()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function bundleClient(outfile: string): Promise<void> {
  await build({
    entryPoints: [ENTRY],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: NODE_TARGET,
    conditions: ['raven-source'],
    plugins: [sourceTextEsbuild()],
    logLevel: 'error',
  })
}

/** A server that accepts everything and keeps it. */
async function record(envelopes: Buffer[]): Promise<Server> {
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      envelopes.push(body)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
}
