/**
 * Undoing a body's `Content-Encoding`, bounded while it is undone (protocol sections 4 and 7).
 *
 * A small body is decoded in one step, which is several times cheaper than a stream; whatever does
 * not fit that step is streamed.
 */

import { Readable } from 'node:stream'
import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { codecOf } from './codecs.ts'
import type { Codec } from './codecs.ts'
import { Refusal } from './refusal.ts'

/** Limits of one body, in bytes. */
export interface BodyLimits {
  /** As it came. */
  readonly maxEncodedBytes: number
  /** After decoding. */
  readonly maxDecodedBytes: number
}

/** Any source of bytes. */
export type Bytes = AsyncIterable<Uint8Array>

/** Encoded bytes, and their decoded size, up to which one step is tried. */
const STEP_ENCODED_BYTES = 64 * 1024
const STEP_DECODED_BYTES = 1024 * 1024

/** Yields the decoded body. Throws a {@link Refusal}: 400, 413, or 415. */
export async function* decompress(
  body: Bytes,
  encoding: string | undefined,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array> {
  const codec = codecOf(encoding)
  const encoded = bounded(arriving(body), limits.maxEncodedBytes)
  const decoded = codec ? decode(encoded, codec) : encoded
  yield* bounded(decoded, limits.maxDecodedBytes)
}

/** A client that goes away in the middle is no failure of ours. */
async function* arriving(body: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw new Refusal(400, 'the body ended early', { cause: error })
  }
}

async function* bounded(source: Bytes, maxBytes: number): AsyncGenerator<Uint8Array> {
  let total = 0
  for await (const chunk of source) {
    total += chunk.byteLength
    if (total > maxBytes) throw tooLarge(maxBytes)
    yield chunk
  }
}

/** Over the limit of a body. */
export function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, 'too large', { causes: [`a body may have ${maxBytes} bytes`] })
}

async function* decode(
  source: AsyncGenerator<Uint8Array>,
  codec: Codec,
): AsyncGenerator<Uint8Array> {
  const { head, ended } = await readHead(source)
  const whole = ended ? inOneStep(head, codec) : undefined
  if (whole) yield whole
  else yield* streamed(codec.stream(head), chain(head, source))
}

async function readHead(source: AsyncGenerator<Uint8Array>) {
  const chunks: Uint8Array[] = []
  let length = 0
  while (length <= STEP_ENCODED_BYTES) {
    const next = await source.next()
    if (next.done) return { head: Buffer.concat(chunks), ended: true }
    chunks.push(next.value)
    length += next.value.byteLength
  }
  return { head: Buffer.concat(chunks), ended: false }
}

function inOneStep(body: Uint8Array, codec: Codec): Uint8Array | undefined {
  try {
    return codec.step(body, { maxOutputLength: STEP_DECODED_BYTES })
  } catch (error) {
    if (isCode(error, 'ERR_BUFFER_TOO_LARGE')) return undefined
    throw broken(error)
  }
}

async function* chain(head: Uint8Array, rest: Bytes): AsyncGenerator<Uint8Array> {
  yield head
  yield* rest
}

async function* streamed(decoder: Transform, source: Bytes): AsyncGenerator<Uint8Array> {
  const feeding = pipeline(Readable.from(source, { objectMode: false }), decoder)
  // Its error also ends the decoder, and is thrown from there.
  const fed = feeding.catch(() => undefined)
  try {
    for await (const chunk of decoder) yield chunk
  } catch (error) {
    throw error instanceof Refusal ? error : broken(error)
  } finally {
    decoder.destroy()
    await fed
  }
}

function broken(error: unknown): Refusal {
  const reason = error instanceof Error ? error.message : String(error)
  return new Refusal(400, 'the body does not decode', { causes: [reason], cause: error })
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
