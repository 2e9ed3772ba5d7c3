/** Chooses and makes the transport of a client: the program's, one by name, one for the DSN's scheme, or the usual one. */

import type { ResolvedOptions } from '../options.ts'
import { transportFor, transportKindOfScheme } from '../transports/schemes.ts'
import type { Transport, TransportFactory, TransportSettings } from '../transports/transport.ts'
import { messageOf } from '../values/describe.ts'
import { dsnSettings } from './dsn-settings.ts'
import type { Platform } from './platform.ts'
import type { RemoteConfig } from './remote.ts'

/** What choosing needs. */
export interface TransportNeeds {
  readonly platform: Platform
  readonly options: ResolvedOptions
  readonly remote: RemoteConfig
  /** Instead of the one in the options. */
  readonly transport: TransportFactory | undefined
  /** Says something once; see `Diagnostics.say`. */
  readonly say: (topic: string, line: string) => void
}

/** Where the program's own transport cannot be made, that is said, and the usual one is used. */
export function createTransport(needs: TransportNeeds): Transport {
  const { platform, options, say } = needs
  const transport = needs.transport ?? chosen(needs)
  const settings = settingsOf(needs)
  try {
    const made: unknown = transport?.(settings)
    if (isTransport(made)) return made
    if (transport) say('transport', 'option "transport" made no transport; the usual one is used')
  } catch (error) {
    say('transport', `option "transport" failed: ${messageOf(error)}; the usual one is used`)
  }
  return platform.createTransport(settings, options.worker)
}

/** What the DSN says about its server wins over what is said about all. */
function settingsOf({ platform, options, remote, say }: TransportNeeds): TransportSettings {
  const { timeoutMs, verifySsl, caCerts } = options
  const { readText } = platform.runtime
  return {
    timeoutMs,
    verifySsl,
    ...(caCerts === undefined ? {} : { caCerts }),
    ...dsnSettings(remote.options, { readText, say }),
  }
}

/** The option, by name or as it is; else what the scheme of the DSN asks for. */
function chosen(needs: TransportNeeds): TransportFactory | undefined {
  const { transport } = needs.options
  if (transport === undefined) return transportFor(needs.remote.scheme) ?? ofScheme(needs)
  return typeof transport === 'string' ? needs.platform.transports[transport] : transport
}

/** Old DSNs chose a transport by their scheme; it still works, and is said. */
function ofScheme({
  platform,
  remote: { scheme },
  say,
}: TransportNeeds): TransportFactory | undefined {
  const kind = transportKindOfScheme(scheme)
  if (kind) {
    say(
      'scheme',
      `the DSN scheme "${scheme}" is deprecated; use the option transport: '${kind}' instead`,
    )
    return platform.transports[kind]
  }
  if (scheme.includes('+'))
    say(
      'scheme',
      `no transport is registered for the DSN scheme "${scheme}"; the usual one is used`,
    )
  return undefined
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
