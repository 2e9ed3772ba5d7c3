/** The content encodings that clients use (protocol section 4). */

import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { Refusal } from './refusal.ts'

/** How one encoding is undone. */
export interface Codec {
  /** `head` is the start of the body. */
  stream(head: Uint8Array): Transform
  /** Decodes a whole body, or throws `ERR_BUFFER_TOO_LARGE` when it gets longer than allowed. */
  step(body: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array
}

const GZIP: Codec = { stream: () => zlib.createGunzip(), step: zlib.gunzipSync }
const BROTLI: Codec = {
  stream: () => zlib.createBrotliDecompress(),
  step: zlib.brotliDecompressSync,
}
const DEFLATE: Codec = {
  stream: (head) => (isZlib(head) ? zlib.createInflate() : zlib.createInflateRaw()),
  step: (body, options) =>
    isZlib(body) ? zlib.inflateSync(body, options) : zlib.inflateRawSync(body, options),
}

/** The names we decode, for `Accept-Encoding`. */
function supportedEncodings(): string {
  return zstd() ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br'
}

/**
 * The codec of a `Content-Encoding`, or nothing for plain bytes.
 *
 * Empty, `utf-8` and other words that are no encoding at all mean plain bytes. Throws a 415 for an
 * encoding that this runtime cannot decode.
 */
export function codecOf(encoding: string | undefined): Codec | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return GZIP
    case 'deflate':
      return DEFLATE
    case 'br':
      return BROTLI
    case 'zstd':
      return zstd() ?? unsupported('zstd')
    default:
      return undefined
  }
}

/** RFC 9110, 15.5.16: a refused encoding comes with those that are taken. */
function unsupported(encoding: string): never {
  throw new Refusal(415, `this runtime cannot decode ${encoding}`, {
    headers: { 'accept-encoding': supportedEncodings() },
  })
}

interface ZstdZlib {
  createZstdDecompress(): Transform
  zstdDecompressSync(body: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array
}

/** From Node 22.15. */
function zstd(): Codec | undefined {
  const module: unknown = zlib
  if (!hasZstd(module)) return undefined
  return {
    stream: () => module.createZstdDecompress(),
    step: (body, options) => module.zstdDecompressSync(body, options),
  }
}

function hasZstd(module: unknown): module is ZstdZlib {
  return typeof module === 'object' && module !== null && 'createZstdDecompress' in module
}

/** RFC 1950: method 8 in the low bits, and a multiple of 31. Some clients send raw RFC 1951. */
function isZlib(head: Uint8Array): boolean {
  const [first = 0, second = 0] = head
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0
}
