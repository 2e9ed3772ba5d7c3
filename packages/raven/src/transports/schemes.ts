/**
 * Transports by name: those a program registered for a scheme of the DSN, and those that old
 * configurations name by the ancestor's dotted path.
 */

import { ConfigurationError, DuplicateScheme } from '../errors.ts'
import { register, registered } from '../runtime/registry.ts'
import type { TransportClass, TransportFactory } from './transport.ts'

/** Schemes that need no registering. */
const BUILT_IN = new Set(['http', 'https'])

/**
 * Makes a transport the one for DSNs with this scheme, for all clients made from now on:
 * `registerTransport('carrier+http', carrierTransport)` for `carrier+http://key@host/1`.
 *
 * @throws {DuplicateScheme} when the scheme is taken
 */
export function registerTransport(
  scheme: string,
  transport: TransportFactory | TransportClass,
): void {
  const name = scheme.toLowerCase()
  if (BUILT_IN.has(name) || !register('transports', name, transport)) {
    throw new DuplicateScheme(`There is a transport for the scheme "${name}" already`)
  }
}

/** The registered transport for a scheme; undefined when there is none. */
export function transportFor(scheme: string): TransportFactory | TransportClass | undefined {
  const found = registered('transports').get(scheme)
  return isFactory(found) ? found : undefined
}

function isFactory(value: unknown): value is TransportFactory | TransportClass {
  return typeof value === 'function'
}

/** A kind of transport, whatever it is called. */
export type TransportKind = 'threaded' | 'http' | 'blocking' | 'fetch' | 'spool-only'

/** The last part of the ancestor's dotted names, and what does its work here. */
const KINDS: Readonly<Record<string, TransportKind>> = {
  threaded: 'threaded',
  http: 'http',
  blocking: 'blocking',
  fetch: 'fetch',
  'spool-only': 'spool-only',
  ThreadedHTTPTransport: 'threaded',
  ThreadedRequestsHTTPTransport: 'threaded',
  HTTPTransport: 'blocking',
  RequestsHTTPTransport: 'http',
  GeventedHTTPTransport: 'http',
  EventletHTTPTransport: 'http',
  TornadoHTTPTransport: 'http',
  TwistedHTTPTransport: 'http',
  AioHttpTransport: 'fetch',
  QueuedAioHttpTransport: 'fetch',
}

/**
 * The kind a name means: `http`, or `raven.transport.http.HTTPTransport`; undefined for others.
 *
 * @throws {ConfigurationError} for the ancestor's transports over UDP, which no server listens to
 */
export function transportKindOf(name: string): TransportKind | undefined {
  const last = name.slice(name.lastIndexOf('.') + 1)
  if (/UDPTransport$/i.test(last)) {
    throw new ConfigurationError('no server takes UDP any more; write "threaded" instead')
  }
  return Object.hasOwn(KINDS, last) ? KINDS[last] : undefined
}

/** What the ancestor's prefixes of a DSN's scheme chose: `sync+https`. */
const PREFIXES: Readonly<Record<string, TransportKind>> = {
  sync: 'blocking',
  threaded: 'threaded',
  requests: 'http',
  'threaded+requests': 'threaded',
  gevent: 'http',
  eventlet: 'http',
  tornado: 'http',
  twisted: 'http',
  aiohttp: 'fetch',
}

/** The kind an old scheme chose; undefined for plain and unknown ones. */
export function transportKindOfScheme(scheme: string): TransportKind | undefined {
  const prefix = scheme.slice(0, Math.max(0, scheme.lastIndexOf('+')))
  return Object.hasOwn(PREFIXES, prefix) ? PREFIXES[prefix] : undefined
}
