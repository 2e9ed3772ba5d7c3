/** A running inbox on a free port, and what clients do to it. */

import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { startInbox } from '../../src/server.ts'
import type { Inbox, ServerOptions } from '../../src/server.ts'
import { scratchFile } from './scratch.ts'

/** An inbox with its page's address and what it said. */
export interface TestInbox extends Inbox {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly notices: readonly string[]
}

/** Starts an inbox that ends with the test. */
export async function testInbox(options: Partial<ServerOptions> = {}): Promise<TestInbox> {
  const notices: string[] = []
  const inbox = await startInbox({
    file: await scratchFile(),
    port: 0,
    onNotice: (line) => void notices.push(line),
    ...options,
  })
  onTestFinished(() => inbox.close())
  return { ...inbox, origin: `http://127.0.0.1:${inbox.port}`, notices }
}

/** An id made from a number. */
export function eventId(number: number): string {
  return number.toString(16).padStart(32, '0')
}

/** An envelope with one event. */
export function envelope(event: unknown, headers: object = {}): string {
  return `${JSON.stringify(headers)}\n{"type":"event"}\n${JSON.stringify(event)}\n`
}

/** What {@link post} may be told. */
export interface PostOptions {
  readonly path?: string
  readonly headers?: Record<string, string>
}

const KEY_HEADER = { 'x-sentry-auth': 'Sentry sentry_key=public, sentry_version=7' }

/** Posts a body to `/api/1/envelope/` with a key, unless told otherwise. */
export function post(
  inbox: TestInbox,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  { path = '/api/1/envelope/', headers = {} }: PostOptions = {},
): Promise<Response> {
  return fetch(`${inbox.origin}${path}`, {
    method: 'POST',
    body,
    headers: { ...(path.includes('sentry_key') ? {} : KEY_HEADER), ...headers },
    duplex: 'half',
  })
}

/** The JSON of a page. */
export async function twin(inbox: TestInbox, path: string): Promise<unknown> {
  const response = await fetch(`${inbox.origin}/api/0${path}`)
  return response.json()
}

/** How many events the inbox keeps. */
export async function eventCount(inbox: TestInbox): Promise<number> {
  const status: unknown = await twin(inbox, '/status/')
  const isStatus = typeof status === 'object' && status !== null && 'events' in status
  return isStatus ? Number(status.events) : Number.NaN
}

/** An envelope whose attachment never seems to end: `size` bytes, small when packed. */
export function gzipBomb(size: number): Uint8Array<ArrayBuffer> {
  const piece = gzipSync(Buffer.alloc(1024 * 1024), { level: 9 })
  // Gzip members may follow each other; together they are one body.
  const start = gzipSync('{}\n{"type":"attachment"}\n')
  return new Uint8Array(Buffer.concat([start, ...Array<Buffer>(size / (1024 * 1024)).fill(piece)]))
}
