/** Opens requests on connections that stay open, directly or through a proxy. */

import type { Agent, AgentOptions, ClientRequest, OutgoingHttpHeaders } from 'node:http'
import type { AgentOptions as SecureOptions } from 'node:https'

import { createLookup } from './lookup.ts'
import { proxyFor } from './proxy-choice.ts'
import type { TransportSettings } from './transport.ts'
import { addressOf, moduleFor, proxyHeaders, Tunnels } from './tunnel.ts'

/** Connections kept to one server. */
export const MAX_SOCKETS = 4

/** Opens requests until closed. */
export class Opener {
  readonly #settings: TransportSettings
  readonly #options: AgentOptions & SecureOptions
  readonly #agents = new Map<string, Agent>()
  #tunnels: Tunnels | undefined

  constructor(settings: TransportSettings) {
    const { verifySsl, caCerts } = settings
    this.#settings = settings
    this.#options = {
      keepAlive: true,
      maxSockets: MAX_SOCKETS,
      scheduling: 'lifo',
      lookup: createLookup(),
      rejectUnauthorized: verifySsl,
      ...(caCerts === undefined ? {} : { ca: caCerts }),
    }
  }

  /** A POST whose body is still to come. Throws when the URL, a header or the proxy cannot be used. */
  open(text: string, headers: OutgoingHttpHeaders): ClientRequest {
    const url = new URL(text)
    const proxy = proxyFor(url, this.#settings.proxies)
    const ask = { method: 'POST', headers }
    if (url.protocol === 'https:' && proxy)
      return moduleFor(url).request(url, { ...ask, agent: this.#tunnelling(proxy) })
    if (!proxy) return moduleFor(url).request(url, { ...ask, agent: this.#agentFor(url) })
    return moduleFor(proxy).request({
      ...ask,
      ...addressOf(proxy),
      path: url.href, // the absolute form, as a proxy is asked (RFC 9112, 3.2.2)
      headers: { ...headers, ...proxyHeaders(proxy), host: url.host },
      agent: this.#agentFor(proxy),
    })
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy()
    this.#tunnels?.close()
  }

  #agentFor(url: URL): Agent {
    const key = url.protocol
    const agent = this.#agents.get(key) ?? new (moduleFor(url).Agent)(this.#options)
    this.#agents.set(key, agent)
    return agent
  }

  /** An agent whose connections are TLS inside of a tunnel. There is one proxy for all that is secure. */
  #tunnelling(proxy: URL): Agent {
    const made = this.#agents.get('tunnel')
    if (made) return made
    const { timeoutMs } = this.#settings
    const tunnels = new Tunnels({ proxy, timeoutMs, connect: this.#options })
    this.#tunnels = tunnels
    const agent = tunnels.createAgent(this.#options)
    this.#agents.set('tunnel', agent)
    return agent
  }
}
