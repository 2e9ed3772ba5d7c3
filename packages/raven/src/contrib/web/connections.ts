/**
 * Who is told when a connection closes.
 *
 * A listener on each response costs each request some microseconds. A connection serves many requests,
 * one after the other, and a response that is broken off takes its connection along: so one listener on
 * the connection does, which knows whose the latest was.
 */

import type { BreakableAnswer, Connection } from './answer.ts'

/** Who is told. It outlives its request, so it must hold that weakly. */
export interface Sender {
  /** Its answer is closed. */
  closed(): void
}

/** The connections of one installation. */
export class Connections {
  readonly #lines = new WeakMap<Connection, { latest: Sender }>()

  /** Tells `sender` when `answer` is closed, if it is before all of it was sent. */
  follow(answer: BreakableAnswer, sender: Sender): void {
    const { socket } = answer
    const line = socket && this.#lines.get(socket)
    if (line) line.latest = sender
    // one that waits for another on its connection has none yet; of HTTP/2 several share one
    else if (!socket || answer.stream !== undefined) answer.on('close', () => sender.closed())
    else this.#open(socket, sender)
  }

  #open(socket: Connection, latest: Sender): void {
    const line = { latest }
    this.#lines.set(socket, line)
    socket.on('close', () => line.latest.closed())
  }
}
