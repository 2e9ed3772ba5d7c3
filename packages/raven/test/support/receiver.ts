/** A server on loopback that keeps what it is sent and answers as told. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type ServerOptions,
} from 'node:https'
import type { Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'

/** One request, as it came. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** As it came over the wire. */
  readonly raw: Buffer
  /** Uncompressed. */
  readonly body: Buffer
  /** Which connection it came on, from 1. */
  readonly connection: number
}

/** Answers a request; one that does nothing leaves it hanging. */
export type Respond = (request: Received, response: ServerResponse) => void

/** A yes, as servers say it. */
export const yes: Respond = (_, response) => void response.end('{"id":"0"}')
/** No answer, ever. */
export const hang: Respond = () => {}

/** Where it listens and how. */
export interface ReceiverOptions {
  readonly host?: string
  readonly port?: number
  readonly tls?: ServerOptions
}

/** A running receiver. */
export class Receiver {
  readonly received: Received[] = []
  /** Reports of losses, which are answered with a yes and counted nowhere else. */
  readonly reports: Received[] = []
  /** Where it listens, or did until it was stopped. */
  port = 0
  respond: Respond
  #connections = new Map<Socket, number>()
  readonly #server: Server | TlsServer

  private constructor(respond: Respond, tls: ServerOptions | undefined) {
    this.respond = respond
    const onRequest = (request: IncomingMessage, response: ServerResponse) =>
      this.#take(request, response)
    this.#server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest)
    this.#server.on('connection', (socket: Socket) => {
      this.#connections.set(socket, this.#connections.size + 1)
      socket.on('error', () => {}) // clients that are killed reset their connections
    })
  }

  /** Starts one that ends with the test. */
  static async start(respond: Respond = yes, options: ReceiverOptions = {}): Promise<Receiver> {
    const receiver = new Receiver(respond, options.tls)
    const { host = '127.0.0.1', port = 0 } = options
    await new Promise<void>((resolve) => receiver.#server.listen(port, host, resolve))
    const address = receiver.#server.address()
    receiver.port = typeof address === 'object' && address !== null ? address.port : port
    onTestFinished(() => receiver.stop())
    return receiver
  }

  get dsn(): string {
    return `http://public:secret@127.0.0.1:${this.port}/1`
  }

  /** Connections made so far. */
  get connections(): number {
    return this.#connections.size
  }

  /** The ids of the events it was sent, in their order. */
  get ids(): string[] {
    return this.received.map(({ body }) => decodeEnvelope(body).headers.event_id ?? '')
  }

  /** Resolves as soon as it was sent so many requests. */
  async untilReceived(count: number): Promise<void> {
    while (this.received.length < count)
      await new Promise<void>((resolve) => this.#server.once('taken', resolve))
  }

  /** Cuts all connections and listens no more. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => {}) // a client that was killed in the middle
    request.on('end', () => {
      const raw = Buffer.concat(chunks)
      const received: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        raw,
        body: request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw,
        connection: this.#connections.get(request.socket) ?? 0,
      }
      if (isReport(received)) {
        this.reports.push(received)
        return yes(received, response)
      }
      this.received.push(received)
      this.respond(received, response)
      this.#server.emit('taken')
    })
  }
}

function isReport({ body }: Received): boolean {
  return /^[^\n]*\n\{"type":"client_report"/.test(body.toString('utf8', 0, 500))
}
