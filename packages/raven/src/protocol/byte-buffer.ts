/**
 * Bytes that arrive in pieces.
 *
 * Grows by doubling what really arrived, so that neither many small pieces nor a large announced
 * length cost more than their bytes.
 */
export class ByteBuffer {
  #bytes = new Uint8Array(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  append(piece: Uint8Array): void {
    const needed = this.#length + piece.byteLength
    if (needed > this.#bytes.byteLength) this.#grow(needed)
    this.#bytes.set(piece, this.#length)
    this.#length = needed
  }

  /** Everything appended so far, as bytes of its own; empties the buffer. */
  take(): Uint8Array {
    const exact = this.#length === this.#bytes.byteLength
    const taken = exact ? this.#bytes : this.#bytes.slice(0, this.#length)
    this.#bytes = new Uint8Array(0)
    this.#length = 0
    return taken
  }

  #grow(needed: number): void {
    // The first piece is often the only one: no spare room for it.
    const room = this.#length === 0 ? needed : Math.max(needed, this.#bytes.byteLength * 2)
    const grown = new Uint8Array(room)
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}
