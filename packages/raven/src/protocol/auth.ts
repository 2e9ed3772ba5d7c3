/**
 * Who is calling: the credentials of a request, both ways (protocol section 3).
 */

import { ProtocolError } from '../errors.ts'
import { parseDsn } from './dsn.ts'
import { parseCredentialHeader } from './auth-header.ts'

/** The newest protocol version there is. */
export const PROTOCOL_VERSION = 7

/** What a client says about itself. */
export interface Credentials {
  readonly version: number
  /** `name/version` */
  readonly client: string
  readonly publicKey: string
  readonly secretKey?: string
  /** Unix seconds; only old servers read it. */
  readonly timestamp?: number
}

/** What a server learns from a request. */
export interface Auth {
  readonly publicKey: string
  readonly secretKey?: string
  readonly client?: string
  /** 7 when the client did not say. */
  readonly version: number
}

/** Every place where credentials can stand. */
export interface AuthSources {
  /** `X-Sentry-Auth` */
  readonly header?: string | undefined
  /** `Authorization`; only the schemes `Sentry` and `Basic` are ours. */
  readonly authorization?: string | undefined
  readonly query?: URLSearchParams | undefined
  readonly pathKey?: string | undefined
  /** The `dsn` header of an envelope; counts only if nothing else does. */
  readonly dsn?: string | undefined
}

/** The reasons for which {@link parseAuth} refuses a request; the last asks for 400, the others for 401. */
export const AUTH_DETAIL = {
  multiple: 'multiple authorization payloads detected',
  missing: 'missing authorization information',
  version: 'unsupported protocol version',
} as const

/** The value of `X-Sentry-Auth`, its fields in the order old servers expect. */
export function authHeader(credentials: Credentials): string {
  const { timestamp, client, version, publicKey, secretKey } = credentials
  const fields = [
    timestamp === undefined ? '' : `sentry_timestamp=${timestamp}`,
    `sentry_client=${client.replace(/[^!-+\--~]/g, '-')}`,
    `sentry_version=${version}`,
    `sentry_key=${publicKey}`,
    secretKey === undefined ? '' : `sentry_secret=${secretKey}`,
  ]
  return `Sentry ${fields.filter((field) => field !== '').join(', ')}`
}

/**
 * The same as a query string, which spares browsers a preflight.
 *
 * Without the secret: addresses end up in logs.
 */
export function authQuery({ version, publicKey, client }: Credentials): string {
  return new URLSearchParams({
    sentry_version: String(version),
    sentry_key: publicKey,
    sentry_client: client,
  }).toString()
}

/**
 * The one credential of a request.
 *
 * @throws {ProtocolError} `bad_auth` with one of {@link AUTH_DETAIL}; `bad_header` when the envelope's
 * `dsn` names another key than the request.
 */
export function parseAuth(sources: AuthSources): Auth {
  const found = [
    parseCredentialHeader(sources.header),
    parseCredentialHeader(sources.authorization),
    fromQuery(sources.query),
    fromPath(sources.pathKey),
  ].filter((fields) => fields !== undefined)
  if (found.length > 1) throw new ProtocolError('bad_auth', AUTH_DETAIL.multiple)
  const named = sources.dsn === undefined ? undefined : fromDsn(sources.dsn)
  const fields = found[0] ?? named
  if (fields === undefined) throw new ProtocolError('bad_auth', AUTH_DETAIL.missing)
  const auth = authFrom(fields)
  if (named !== undefined && named.get('sentry_key') !== auth.publicKey) {
    throw new ProtocolError('bad_header', 'the dsn of the envelope disagrees with the request')
  }
  return auth
}

function authFrom(fields: ReadonlyMap<string, string>): Auth {
  const publicKey = fields.get('sentry_key') ?? ''
  if (!/^[!-~]{1,200}$/.test(publicKey)) throw new ProtocolError('bad_auth', AUTH_DETAIL.missing)
  const secretKey = fields.get('sentry_secret')
  const client = fields.get('sentry_client')
  return {
    publicKey,
    ...(secretKey ? { secretKey } : {}),
    ...(client ? { client: client.slice(0, 200) } : {}),
    version: versionFrom(fields.get('sentry_version')),
  }
}

function versionFrom(text: string | undefined): number {
  if (text === undefined || text === '') return PROTOCOL_VERSION
  const version = /^\d{1,3}(?:\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
  if (version <= PROTOCOL_VERSION) return version
  throw new ProtocolError('bad_auth', AUTH_DETAIL.version)
}

/** Other `sentry_…` parameters carry data, not credentials: `sentry_data`, `sentry_release`. */
function fromQuery(query: URLSearchParams | undefined): ReadonlyMap<string, string> | undefined {
  return query?.has('sentry_key') ? new Map(query) : undefined
}

function fromPath(pathKey: string | undefined): ReadonlyMap<string, string> | undefined {
  return pathKey ? new Map([['sentry_key', pathKey]]) : undefined
}

function fromDsn(text: string): ReadonlyMap<string, string> {
  try {
    return new Map([['sentry_key', parseDsn(text).publicKey]])
  } catch (error) {
    throw new ProtocolError('bad_header', 'the dsn of the envelope cannot be read', {
      cause: error,
    })
  }
}
