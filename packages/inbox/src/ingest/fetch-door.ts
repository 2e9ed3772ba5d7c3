/** Ingestion over the web's `Request` and `Response`, for an inbox inside another server. */

import type { Bytes } from './decompress.ts'
import type { IngestPath } from './endpoint.ts'
import type { Ingest } from './ingest.ts'

/** Answers one request. */
export async function fetchIngest(
  ingest: Ingest,
  path: IngestPath,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url)
  const { status, headers, body } = await ingest.handle(path, {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    // Servers keep the header; where it was dropped, the address has the same host.
    header: (name) => request.headers.get(name) ?? (name === 'host' ? url.host : undefined),
    body: readBody(request),
  })
  const hasBody = status !== 204
  return new Response(hasBody ? new Uint8Array(Buffer.from(body)) : null, { status, headers })
}

async function* readBody(request: Request): Bytes {
  if (request.body) yield* request.body
}
