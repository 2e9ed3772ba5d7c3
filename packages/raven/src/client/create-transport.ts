/** Chooses and makes the transport of a client: the program's, one by name, one for the DSN's scheme, or the usual one. */

import type { ResolvedOptions } from '../options.ts'
import { fetchTransport } from '../transports/fetch.ts'
import { readProxies } from '../transports/proxy-variables.ts'
import { transportFor, transportKindOfScheme, type TransportKind } from '../transports/schemes.ts'
import type {
  Transport,
  TransportClass,
  TransportFactory,
  TransportSettings,
} from '../transports/transport.ts'
import { messageOf } from '../values/describe.ts'
import { readCaCerts } from './ca-certs.ts'
import { dsnSettings } from './dsn-settings.ts'
import type { Platform } from './platform.ts'
import type { RemoteConfig } from './remote.ts'
import { guardedTransport } from './guarded-transport.ts'
import { quietly } from './quietly.ts'
import { sayingFaults } from './transport-faults.ts'

/** What choosing needs. */
export interface TransportNeeds {
  readonly platform: Platform
  readonly options: ResolvedOptions
  readonly remote: RemoteConfig
  /** Instead of the one in the options. */
  readonly transport: Maker | undefined
  /** Says something once; see `Diagnostics.say`. */
  readonly say: (topic: string, line: string) => void
}

type Maker = TransportFactory | TransportClass

/** Where the program's own transport cannot be made, that is said, and the usual one is used. */
export function createTransport(needs: TransportNeeds): Transport {
  const settings = settingsOf(needs)
  return sayingFaults(
    chosenTransport(needs, settings) ?? usualTransport(needs, settings),
    needs.say,
  )
}

function chosenTransport(
  needs: TransportNeeds,
  settings: TransportSettings,
): Transport | undefined {
  const { say } = needs
  const maker = needs.transport ?? chosen(needs)
  if (!maker) return undefined
  const failed = (error: unknown): void =>
    say('transport failed', `option "transport" failed: ${messageOf(error)}`)
  try {
    const made: unknown = isClass(maker) ? new maker(settings) : maker(settings)
    if (isTransport(made)) {
      if (maker === fetchTransport) sayIgnored(settings, say)
      return guardedTransport(made, failed)
    }
    quietly(() => made) // of an async function: its failure is said below, not to the process
    say('transport', 'option "transport" made no transport; the usual one is used')
  } catch (error) {
    say('transport', `option "transport" failed: ${messageOf(error)}; the usual one is used`)
  }
  return undefined
}

function usualTransport({ platform, options, say }: TransportNeeds, settings: TransportSettings) {
  if (platform.createTransport === fetchTransport) sayIgnored(settings, say)
  return platform.createTransport(settings, options.worker)
}

/** What the DSN says about its server wins over what is said about all. */
function settingsOf({ platform, options, remote, say }: TransportNeeds): TransportSettings {
  const { timeoutMs, verifySsl, caCerts } = options
  const { runtime } = platform
  const read = caCerts === undefined ? undefined : readCaCerts(caCerts, runtime)
  if (read && 'trouble' in read)
    say('option "caCerts"', `option "caCerts" ${read.trouble}; it is ignored`)
  const proxies = readProxies(runtime.env)
  return {
    timeoutMs,
    verifySsl,
    ...(read && 'pem' in read ? { caCerts: read.pem } : {}),
    ...(proxies ? { proxies } : {}),
    ...dsnSettings(remote.options, { files: runtime, say }),
  }
}

/** `fetch` has no place for these; what it does about them is the runtime's affair. */
function sayIgnored(settings: TransportSettings, say: TransportNeeds['say']): void {
  const ignored = [
    ...(settings.verifySsl ? [] : ['verifySsl']),
    ...(settings.caCerts === undefined ? [] : ['caCerts']),
    ...(settings.proxies ? ['the proxy variables'] : []),
  ]
  if (ignored.length === 0) return
  say('fetch', `the transport "fetch" leaves ${ignored.join(' and ')} to the runtime`)
}

/** The option, by name or as it is; else what the scheme of the DSN asks for. */
function chosen(needs: TransportNeeds): Maker | undefined {
  const { transport } = needs.options
  if (transport === undefined) return transportFor(needs.remote.scheme) ?? ofScheme(needs)
  return typeof transport === 'string' ? ofKind(transport, needs) : transport
}

function ofKind(kind: TransportKind, { platform, say }: TransportNeeds): Maker | undefined {
  const found = platform.transports[kind]
  if (!found) say('transport', `there is no transport "${kind}" here; the usual one is used`)
  return found
}

/** Old DSNs chose a transport by their scheme; it still works, and is said. */
function ofScheme(needs: TransportNeeds): Maker | undefined {
  const { remote, say } = needs
  const { scheme } = remote
  const kind = transportKindOfScheme(scheme)
  if (kind) {
    say(
      'scheme',
      `the DSN scheme "${scheme}" is deprecated; use the option transport: '${kind}' instead`,
    )
    return ofKind(kind, needs)
  }
  if (scheme.includes('+'))
    say(
      'scheme',
      `no transport is registered for the DSN scheme "${scheme}"; the usual one is used`,
    )
  return undefined
}

/** Classes cannot be called; a compiled one, which could, has its methods on its prototype. */
function isClass(maker: Maker): maker is TransportClass {
  const prototype = Object.getOwnPropertyDescriptor(maker, 'prototype')
  if (!prototype) return false
  const value: unknown = prototype.value
  if (prototype.writable === false) return true
  return typeof value === 'object' && value !== null && 'send' in value
}

function isTransport(made: unknown): made is Transport {
  return (
    typeof made === 'object' &&
    made !== null &&
    'send' in made &&
    typeof made.send === 'function' &&
    'close' in made &&
    typeof made.close === 'function'
  )
}
