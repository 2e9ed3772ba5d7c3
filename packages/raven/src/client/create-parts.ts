/** Puts the parts of one client together. What each part promises stands with the part. */

import type { Outcomes } from '../delivery/outcomes.ts'
import { SetupError } from '../errors.ts'
import { resolveOptions, type ClientOptions, type ResolvedOptions } from '../options.ts'
import { parseDsn, type Dsn } from '../protocol/dsn.ts'
import { CarriedContext } from '../scope/carried.ts'
import type { Cancel } from '../runtime/runtime.ts'
import { guardedRuntime } from '../runtime/guarded-runtime.ts'
import type { Scopes } from '../scope/scopes.ts'
import type { Ledger } from '../stats.ts'
import type { TransportClass, TransportFactory } from '../transports/transport.ts'
import { messageOf } from '../values/describe.ts'
import { fieldsOf } from '../values/fields.ts'
import { Fragments } from '../values/fragments.ts'
import { ClientContext } from './context.ts'
import { createDelivery } from './create-delivery.ts'
import type { Delivery } from './delivery.ts'
import { createDiagnostics } from './diagnostics.ts'
import { Failures } from './failures.ts'
import type { Finisher } from './finisher.ts'
import type { LocalsWatch } from './locals-watch.ts'
import {
  createFinisher,
  createLocalsWatch,
  createReader,
  createSanitizer,
  createScopes,
} from './parts.ts'
import type { Platform } from './platform.ts'
import { RemoteConfig } from './remote.ts'
import { Reporter } from './reporter.ts'
import { Snapshots } from './snapshots.ts'
import { Voice } from './voice.ts'
import { Wire } from './wire.ts'

/** The parts of one client. */
export interface ClientParts {
  readonly platform: Platform
  readonly options: ResolvedOptions
  readonly voice: Voice
  readonly scopes: Scopes
  readonly carried: CarriedContext
  readonly context: ClientContext
  readonly snapshots: Snapshots
  readonly finisher: Finisher
  /** Absent when variables are not wanted. */
  readonly localsWatch: LocalsWatch | undefined
  readonly wire: Wire
  readonly remote: RemoteConfig
  readonly reporter: Reporter
  /** The way to another server. */
  readonly wayTo: (remote: RemoteConfig, transport?: TransportFactory | TransportClass) => Way
  /** Makes a transport the only way until undone, with nothing kept on disk or counted in summaries. */
  readonly divert: (transport: TransportFactory) => Cancel
  /** The server behind a DSN; with `raiseSendErrors` a DSN that cannot be used is thrown. */
  readonly remoteOf: (dsn: string) => RemoteConfig
}

/** Makes a delivery, when there is somewhere to deliver to. */
export type Way = (ledger: Ledger, outcomes: Outcomes) => Delivery | undefined

/** Makes all parts. Throws a `SetupError` with `raiseSendErrors` only. */
export function createParts(bare: Platform, given: ClientOptions): ClientParts {
  const runtime = guardedRuntime(bare.runtime, (error) => voice.failed(error))
  const platform = { ...bare, runtime }
  const fields = fieldsOf(given)
  const diagnostics = createDiagnostics(fields.diagnostics, runtime)
  const options = resolveOptions(fields, runtime.env, (topic, line) => diagnostics.say(topic, line))
  const voice = new Voice(diagnostics, options)
  const fragments = new Fragments()
  const secrets = new Set<string>()
  const sanitizer = createSanitizer(options, fragments, secrets)
  const reader = createReader(platform, options, fragments, sanitizer)
  const scopes = createScopes(runtime, options)
  const carried = new CarriedContext(runtime.defer)
  const say = (topic: string, line: string) => voice.say(topic, line)
  const localsWatch = createLocalsWatch(platform, options, say)
  const locals = localsWatch?.locals
  const snapshots = new Snapshots({ runtime, options, reader, scopes, carried, locals })
  const toJson = (value: unknown) => snapshots.toJson(value)
  const wire = new Wire({ protocol: options.protocol, runtime })
  const context = new ClientContext({
    scopes,
    toJson,
  })
  const onHookFailed = (hook: string, error: unknown) => voice.hookFailed(hook, error)
  const finisher = createFinisher(platform, options, {
    reader,
    fragments,
    sanitizer,
    toJson,
    onHookFailed,
    localsWatch,
  })
  const failures = new Failures({ publish: platform.publish, logger: options.logger })
  const remoteOf = (text: string) => {
    const dsn = readDsn(text, options, voice)
    if (dsn?.secretKey !== undefined) secrets.add(dsn.secretKey)
    fragments.forget()
    return new RemoteConfig(dsn)
  }
  const wayTo =
    (
      remote: RemoteConfig,
      transport?: TransportFactory | TransportClass,
      rules: ResolvedOptions = options,
    ): Way =>
    (ledger, outcomes) =>
      remote.isActive()
        ? createDelivery({
            platform,
            options: rules,
            remote,
            wire,
            transport,
            ledger,
            outcomes,
            failures,
            say,
          })
        : undefined
  const remote = remoteOf(options.dsn)
  const reporter = new Reporter({
    platform,
    voice,
    finisher,
    failures,
    createDelivery: wayTo(remote),
  })
  const divert = (transport: TransportFactory): Cancel => {
    const rules = { ...options, spool: false, flood: false } as const
    return reporter.divert(wayTo(new RemoteConfig(parseDsn(NOWHERE)), transport, rules))
  }
  return {
    platform,
    options,
    voice,
    scopes,
    carried,
    context,
    snapshots,
    finisher,
    localsWatch,
    wire,
    remote,
    reporter,
    wayTo,
    divert,
    remoteOf,
  }
}

/** For requests that never leave. */
const NOWHERE = 'http://public@localhost/1'

/** The DSN, with the parts that options give for themselves put in. */
function readDsn(text: string, options: ResolvedOptions, voice: Voice): Dsn | undefined {
  if (text === '') return undefined
  try {
    const { publicKey, secretKey, project } = options
    const dsn = parseDsn(text)
    return {
      ...dsn,
      ...(publicKey === undefined ? {} : { publicKey }),
      ...(secretKey === undefined ? {} : { secretKey }),
      ...(project === undefined ? {} : { project }),
    }
  } catch (error) {
    if (options.raiseSendErrors && error instanceof SetupError) throw error
    voice.say('dsn', `${messageOf(error)}; nothing will be sent`)
    return undefined
  }
}
