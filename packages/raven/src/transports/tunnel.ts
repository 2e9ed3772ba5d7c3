/** What is said to a proxy: `CONNECT`, for a server spoken to by TLS, and who is asking. */

import type * as Http from 'node:http'
import type { Agent, AgentOptions, ClientRequest, OutgoingHttpHeaders } from 'node:http'
import type * as Https from 'node:https'
import type { Socket } from 'node:net'

import { codeOf, proxyRefusal, wordsFor } from './failure.ts'
import { bareHost, portOf } from './proxy-choice.ts'
import { after, neverHoldOpen } from './unheld.ts'

/** What opening tunnels needs. */
export interface TunnelOptions {
  readonly proxy: URL
  readonly timeoutMs: number
  /** Look-up, and which certificates to trust where the proxy itself is spoken to by TLS. */
  readonly connect: AgentOptions & Https.AgentOptions
}

type Opened = (way: Error | Socket) => void

/** The module that speaks a URL's protocol. Fetched when first needed: a program that never fails should not load it. */
export function moduleFor({ protocol }: URL): typeof Http | typeof Https {
  return protocol === 'https:'
    ? process.getBuiltinModule('node:https')
    : process.getBuiltinModule('node:http')
}

/** Where a proxy is, as request options. Its own name is checked against its certificate, not the server's. */
export function addressOf(proxy: URL): { host: string; port: string; servername: string } {
  const host = bareHost(proxy.hostname)
  const isName = process.getBuiltinModule('node:net').isIP(host) === 0
  return { host, port: portOf(proxy), servername: isName ? host : '' }
}

/** The header for a proxy that wants to know who asks (RFC 9110, 11.7.2). */
export function proxyHeaders({ username, password }: URL): OutgoingHttpHeaders {
  if (username === '' && password === '') return {}
  const credentials = `${decode(username)}:${decode(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
}

/** Opens ways through one proxy to one server after the other. */
export class Tunnels {
  readonly #options: TunnelOptions
  readonly #asking = new Set<ClientRequest>()

  constructor(options: TunnelOptions) {
    this.#options = options
  }

  /** An agent whose connections are TLS through the proxy. */
  createAgent(options: Https.AgentOptions): Agent {
    const agent = new (process.getBuiltinModule('node:https').Agent)(options)
    const connect = agent.createConnection.bind(agent)
    agent.createConnection = (asked, done) => {
      const { host, port } = asked
      this.#open(`${host?.includes(':') ? `[${host}]` : host}:${port}`, (way) => {
        const through: Https.RequestOptions & { socket?: Socket } = { ...asked }
        // Node's types forget that without a connection there is only the error to tell
        if (way instanceof Error) return done && void Reflect.apply(done, undefined, [way])
        through.socket = way
        const secured = connect(through)
        if (secured) done?.(null, secured)
      })
      return undefined
    }
    return agent
  }

  #open(target: string, opened: Opened): void {
    const { proxy, timeoutMs, connect } = this.#options
    const asked = moduleFor(proxy).request({
      ...connect,
      ...addressOf(proxy),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyHeaders(proxy) },
      agent: false,
    })
    this.#asking.add(asked)
    const cancel = after(timeoutMs, () => {
      asked.destroy(new Error(`no answer within ${timeoutMs} ms`))
    })
    const ended: Opened = (way) => {
      cancel()
      if (this.#asking.delete(asked)) opened(way)
    }
    asked.once('socket', neverHoldOpen)
    asked.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      socket.on('error', () => {}) // what breaks below is told by the TLS above
      if (statusCode >= 200 && statusCode < 300) return ended(socket)
      socket.destroy()
      ended(refusal(statusCode))
    })
    asked.on('error', (error) => ended(unreached(error)))
    asked.end()
  }

  close(): void {
    for (const asked of this.#asking) asked.destroy()
  }
}

/** Trouble behind the proxy passes; what it does not allow, it will not allow tomorrow. */
function refusal(status: number): Error {
  const message = `the proxy refused the way to the server: HTTP ${status}`
  return status >= 500 ? new Error(message) : proxyRefusal(message)
}

function unreached(error: Error): Error {
  return Object.assign(new Error(`the proxy: ${wordsFor(error)}`), { code: codeOf(error) })
}

/** A stray `%` stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
