/** A body read and unpacked within bounds. */

import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { Refusal } from './refusal.ts'

const UNPACK: Readonly<
  Record<string, (bytes: Uint8Array, bounds: { maxOutputLength: number }) => Promise<Uint8Array>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/** All of a body. Rejects with a {@link Refusal}. */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const name = encoding?.trim().toLowerCase() || 'identity'
  const unpack = Object.hasOwn(UNPACK, name) ? UNPACK[name] : undefined
  if (!unpack && name !== 'identity') throw new Refusal(415, 'unknown content encoding')
  const packed = await collected(chunks, maxBytes)
  return unpack ? await unpacked(() => unpack(packed, { maxOutputLength: maxBytes })) : packed
}

async function collected(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.byteLength
    if (size > maxBytes) throw new Refusal(413, `a report may hold ${maxBytes} bytes`)
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

async function unpacked(unpack: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await unpack()
  } catch (error) {
    const isBomb = error instanceof Error && Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE'
    throw isBomb
      ? new Refusal(413, 'too large when unpacked')
      : new Refusal(400, 'cannot be unpacked')
  }
}
