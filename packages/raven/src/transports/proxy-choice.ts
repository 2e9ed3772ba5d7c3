/** Which proxy a request takes, and which hosts are reached without one. */

import { proxyRefusal } from './failure.ts'
import type { Proxies } from './transport.ts'

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/**
 * The proxy for a URL; undefined when it is reached directly.
 *
 * Throws for a proxy that cannot be used: what was to go through one does not go around it.
 */
export function proxyFor(url: URL, proxies: Proxies | undefined): URL | undefined {
  const named = url.protocol === 'https:' ? proxies?.https : proxies?.http
  if (!proxies || named === undefined || isExempt(url, proxies.except)) return undefined
  const proxy = parseProxy(named)
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy
  const what = proxy ? `a "${proxy.protocol}" proxy` : 'no URL'
  throw proxyRefusal(`the environment names ${what} where only http and https proxies can be used`)
}

/** The address of a server or proxy, with its port. */
export function portOf({ protocol, port }: URL): string {
  return port || (DEFAULT_PORTS[protocol] ?? '')
}

/** A host without the brackets that an IPv6 address has in a URL. */
export function bareHost(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host
}

/** Whether a list like `.local, example.com:8080, 10.0.0.0/8` names the host; `*` names all. */
export function isExempt(url: URL, list: string): boolean {
  const host = bareHost(url.hostname)
  const port = portOf(url)
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => entry === '*' || covers(entry.toLowerCase(), host, port))
}

function covers(entry: string, host: string, port: string): boolean {
  const withPort = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry)
  if (withPort && withPort[2] !== port) return false
  const name = bareHost(withPort?.[1] ?? entry)
  return isAddress(host) ? coversAddress(name, host) : coversName(name, host)
}

/** A name covers itself and what lies below it, with or without a dot or `*.` before it. */
function coversName(entry: string, host: string): boolean {
  const name = entry.replace(/^\*?\./, '')
  return name !== '' && (host === name || host.endsWith(`.${name}`))
}

function coversAddress(entry: string, host: string): boolean {
  const { BlockList, isIP } = process.getBuiltinModule('node:net')
  const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
  const [network = '', bits] = entry.split('/')
  const most = isIP(network) === 6 ? 128 : 32
  const prefix = bits === undefined ? most : Number(bits)
  if (!isAddress(network) || bits === '' || !(prefix >= 0 && prefix <= most)) return false
  const found = new BlockList()
  found.addSubnet(network, Math.floor(prefix), family(network))
  return found.check(host, family(host))
}

function isAddress(text: string): boolean {
  return process.getBuiltinModule('node:net').isIP(text) !== 0
}

/** Without a scheme it is a plain one: `proxy.local:3128`. */
function parseProxy(text: string): URL | undefined {
  try {
    return new URL(text.includes('://') ? text : `http://${text}`)
  } catch {
    return undefined // the platform's error quotes its input, which may hold a password
  }
}
