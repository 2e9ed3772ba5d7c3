/**
 * Reading envelopes, leniently, as their bytes arrive.
 *
 * One state per place in the grammar of protocol section 5:
 *
 * ```
 * headers ─► item ─► counted ─► closing ─► item …      with `length`
 *              └──► line ─► item …                     without
 * ```
 */

import { ProtocolError } from '../errors.ts'
import { ByteBuffer } from './byte-buffer.ts'
import { parseEnvelopeHeaders, parseItemHeaders } from './envelope-headers.ts'
import { ENVELOPE_LIMITS } from './envelope.ts'
import type { EnvelopeHeaders, EnvelopeItem, EnvelopeLimits, ItemHeaders } from './envelope.ts'

const NEWLINE = 0x0a

/** Who takes delivery of what a decoder finds, in the order of the bytes. */
export interface EnvelopeSink {
  /** Called once, before any item. */
  headers(headers: EnvelopeHeaders): void
  item(item: EnvelopeItem): void
  /**
   * Whether the payload is worth keeping; everything is, by default. A refused item is skipped
   * without being held in memory, and {@link item} is not called for it.
   */
  wants?(headers: ItemHeaders): boolean
}

type State = 'headers' | 'item' | 'counted' | 'closing' | 'line' | 'ended' | 'failed'

/**
 * Decodes one envelope in linear time, however it is cut.
 *
 * Holds at most one line or one payload. After an error every further call throws it again.
 */
export class EnvelopeDecoder {
  readonly #sink: EnvelopeSink
  readonly #limits: EnvelopeLimits
  readonly #buffer = new ByteBuffer()
  #state: State = 'headers'
  #failure: unknown
  #total = 0
  #items = 0
  #current: ItemHeaders | undefined
  #keep = true
  /** Bytes of the payload seen so far, kept or not. */
  #seen = 0
  #length = 0
  /** A blank line may only be followed by more of them. */
  #blank = false

  constructor(sink: EnvelopeSink, limits: Partial<EnvelopeLimits> = {}) {
    this.#sink = sink
    this.#limits = { ...ENVELOPE_LIMITS, ...limits }
  }

  /**
   * Takes the next bytes; the chunk may be reused afterwards.
   *
   * @throws {ProtocolError}
   */
  push(chunk: Uint8Array): void {
    this.#guard(() => {
      if (this.#state === 'ended') throw new ProtocolError('bad_body', 'bytes after the end')
      this.#total += chunk.byteLength
      if (this.#total > this.#limits.maxBytes) this.#tooLarge('envelope', this.#limits.maxBytes)
      let rest = chunk
      while (rest.byteLength > 0) rest = rest.subarray(this.#consume(rest))
    })
  }

  /**
   * Says that no more bytes will come.
   *
   * @throws {ProtocolError} if the envelope is not complete.
   */
  end(): void {
    this.#guard(() => {
      if (this.#state === 'headers') this.#finishHeaders()
      if (this.#state === 'item' && this.#buffer.length > 0) this.#startItem()
      if (this.#state === 'line' || (this.#state === 'counted' && this.#length === 0)) {
        this.#finishItem()
      }
      if (this.#state === 'counted') {
        throw new ProtocolError(
          'bad_length',
          `an item ends after ${this.#seen} of ${this.#length} bytes`,
        )
      }
      this.#state = 'ended'
    })
  }

  #guard(step: () => void): void {
    if (this.#state === 'failed') throw this.#failure
    try {
      step()
    } catch (error) {
      this.#state = 'failed'
      this.#failure = error
      this.#buffer.take()
      throw error
    }
  }

  /** Works off the start of `bytes`, and returns how much. */
  #consume(bytes: Uint8Array): number {
    if (this.#state === 'counted') return this.#counted(bytes)
    if (this.#state === 'closing') return this.#closing(bytes)
    const end = bytes.indexOf(NEWLINE)
    const piece = end === -1 ? bytes : bytes.subarray(0, end)
    if (this.#state === 'line') this.#addPayload(piece)
    else this.#addHeader(piece)
    if (end === -1) return bytes.byteLength
    if (this.#state === 'headers') this.#finishHeaders()
    else if (this.#state === 'item') this.#startItem()
    else this.#finishItem()
    return end + 1
  }

  #counted(bytes: Uint8Array): number {
    const piece = bytes.subarray(0, this.#length - this.#seen)
    this.#addPayload(piece)
    if (this.#seen === this.#length) {
      this.#finishItem()
      this.#state = 'closing'
    }
    return piece.byteLength
  }

  #closing(bytes: Uint8Array): number {
    if (bytes[0] !== NEWLINE) {
      throw new ProtocolError('bad_length', `an item goes on after its ${this.#length} bytes`)
    }
    this.#state = 'item'
    return 1
  }

  #addHeader(piece: Uint8Array): void {
    this.#buffer.append(piece)
    if (this.#buffer.length > this.#limits.maxHeaderBytes) {
      this.#tooLarge('header line', this.#limits.maxHeaderBytes)
    }
  }

  #addPayload(piece: Uint8Array): void {
    this.#seen += piece.byteLength
    this.#checkPayload(this.#seen)
    if (this.#keep) this.#buffer.append(piece)
  }

  #finishHeaders(): void {
    const headers = parseEnvelopeHeaders(this.#buffer.take())
    this.#state = 'item'
    this.#sink.headers(headers)
  }

  #startItem(): void {
    const line = this.#buffer.take()
    this.#items += 1
    if (this.#items > this.#limits.maxItems)
      this.#tooLarge('number of items', this.#limits.maxItems)
    if (isBlank(line)) {
      this.#blank = true
      return
    }
    if (this.#blank) throw new ProtocolError('bad_item', 'an item after a blank line')
    const { headers, length } = parseItemHeaders(line)
    this.#current = headers
    this.#seen = 0
    this.#length = length ?? 0
    this.#checkPayload(this.#length)
    this.#keep = this.#sink.wants?.(headers) ?? true
    this.#state = length === undefined ? 'line' : 'counted'
  }

  #finishItem(): void {
    const payload = this.#buffer.take()
    const headers = this.#current
    this.#state = 'item'
    if (headers !== undefined && this.#keep) this.#sink.item({ headers, payload })
  }

  #checkPayload(bytes: number): void {
    const type = this.#current?.type ?? ''
    const limits = this.#limits.maxPayloadBytes
    const limit = Object.hasOwn(limits, type) ? limits[type] : undefined
    const max = Math.min(limit ?? this.#limits.maxBytes, this.#limits.maxBytes)
    if (bytes > max) this.#tooLarge('payload', max)
  }

  #tooLarge(what: string, limit: number): never {
    throw new ProtocolError('too_large', `${what} over ${limit}`)
  }
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}
