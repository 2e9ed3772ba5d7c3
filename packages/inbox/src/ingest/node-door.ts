/** Ingestion over Node's own HTTP: bodies are read as they arrive, and only as far as needed. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import type { Bytes } from './decompress.ts'
import type { IngestPath } from './endpoint.ts'
import type { Ingest } from './ingest.ts'
import type { IngestRequest } from './request.ts'

/** How long a client may go on sending what we no longer want, so that it can read our answer. */
const LINGER_MS = 5_000

/** Answers one request. Never rejects. */
export async function serveIngest(
  ingest: Ingest,
  path: IngestPath,
  exchange: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse },
): Promise<void> {
  const { incoming, outgoing } = exchange
  const answer = await ingest.handle(path, adapt(incoming, outgoing))
  if (outgoing.destroyed) return
  write(answer, incoming, outgoing)
  if (!incoming.complete) linger(incoming)
}

function adapt(incoming: IncomingMessage, outgoing: ServerResponse): IngestRequest {
  const [path, query] = splitAt(incoming.url ?? '/', '?')
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    header: (name) => {
      const value = incoming.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    body: readBody(incoming, outgoing),
  }
}

/** A client that waits for permission gets it when its body is wanted (RFC 9110, 10.1.1). */
async function* readBody(incoming: IncomingMessage, outgoing: ServerResponse): Bytes {
  if (expectsContinue(incoming)) outgoing.writeContinue()
  // Leaving the loop early must not end the connection before the answer is read.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    if (chunk instanceof Uint8Array) yield chunk
  }
}

function write(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): void {
  // After a refused `Expect` nobody knows whether a body follows, so the connection has to end.
  const isDoubtful = expectsContinue(incoming) && !incoming.readableDidRead
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
    ...(isDoubtful && { connection: 'close' }),
  })
  outgoing.end(answer.body)
}

function linger(incoming: IncomingMessage): void {
  const timer = setTimeout(() => incoming.destroy(), LINGER_MS)
  timer.unref()
  incoming.once('close', () => clearTimeout(timer))
  // What breaks now has been answered already.
  incoming.on('error', () => undefined)
  incoming.resume()
}

function expectsContinue(incoming: IncomingMessage): boolean {
  return incoming.headers.expect?.toLowerCase() === '100-continue'
}

/** The text before and after the first `mark`. */
export function splitAt(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark)
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}
