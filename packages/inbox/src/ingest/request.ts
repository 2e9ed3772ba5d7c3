/** What ingestion needs of a request, free of any HTTP library. */

import type { Bytes } from './decompress.ts'
import { Refusal } from './refusal.ts'

/** One request. */
export interface IngestRequest {
  readonly method: string
  /** Percent-encoding kept, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** One header by its lower-case name. */
  header(name: string): string | undefined
  /** Read at most once, and only as far as needed. */
  readonly body: Bytes
}

/** Refuses a body that says it is too long, before a byte of it is read. */
export function checkDeclaredLength(request: IngestRequest, maxBytes: number): void {
  const length = Number(request.header('content-length') ?? 0)
  if (length > maxBytes) {
    throw new Refusal(413, 'too large', { causes: [`a body may have ${maxBytes} bytes`] })
  }
}

/** Collects a bounded body. */
export async function collect(body: Bytes): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  const [only] = chunks
  return chunks.length === 1 && only ? only : Buffer.concat(chunks)
}
