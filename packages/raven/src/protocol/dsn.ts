/**
 * The address of a project: `{scheme}://{key}[:{secret}]@{host}[:{port}][/{path}]/{project}[?options]`.
 *
 * A DSN holds a secret, so no message made here repeats any part of it but its scheme.
 */

import { InvalidDsn } from '../errors.ts'

/** A DSN, taken apart. Show {@link dsnWithoutSecret} of it, never the object itself. */
export interface Dsn {
  readonly protocol: 'http' | 'https'
  /** As written, in lower case: `https`, `sync+http`. What stands before the last `+` names a transport. */
  readonly scheme: string
  /** Percent-decoded. */
  readonly publicKey: string
  /** Percent-decoded; servers of today ignore it. */
  readonly secretKey?: string
  /** Lower case; an IPv6 address keeps its brackets. */
  readonly host: string
  /** Absent when it is the protocol's own. */
  readonly port?: number
  /** What stands between host and project, without slashes at its ends; `''` if nothing does. */
  readonly path: string
  /** Any non-empty text, percent-decoded. */
  readonly project: string
  /** `https://h:8443/pa/th` */
  readonly baseUrl: string
  /** The query string; the last of equal names wins, empty values are left out. */
  readonly options: Readonly<Record<string, string>>
}

const MAX_LENGTH = 4096
const SHAPE = 'expected scheme://key@host/project'

/** What a URL parser would silently drop, repair or read as something else. */
const UNSAFE = /[\s\\\p{Cc}]/u

/** Keys travel unquoted in a header whose fields are separated by commas. */
const KEY = /^[!-+\--~]+$/

/**
 * Reads a DSN; blanks around it do not matter.
 *
 * @throws {InvalidDsn} saying what is missing, without showing the text.
 */
export function parseDsn(text: string): Dsn {
  const { scheme, protocol, rest } = splitScheme(text)
  const url = parseUrl(`${protocol}://${rest}`)
  const secretKey = url.password === '' ? undefined : key(url.password, 'secret key')
  const port = url.port === '' || url.port === '0' ? undefined : Number(url.port)
  const { path, project } = splitPath(url.pathname)
  const authority = port === undefined ? url.hostname : `${url.hostname}:${port}`
  return {
    protocol,
    scheme,
    publicKey: key(url.username, 'public key'),
    ...(secretKey === undefined ? {} : { secretKey }),
    host: url.hostname,
    ...(port === undefined ? {} : { port }),
    path,
    project,
    baseUrl: `${protocol}://${authority}${path === '' ? '' : `/${path}`}`,
    options: Object.fromEntries([...url.searchParams].filter(([, value]) => value !== '')),
  }
}

/** Where old clients post one event: `…/api/1/store/`. */
export function storeEndpoint(dsn: Dsn): string {
  return `${dsn.baseUrl}/api/${encodeURIComponent(dsn.project)}/store/`
}

/** Where envelopes are posted: `…/api/1/envelope/`. */
export function envelopeEndpoint(dsn: Dsn): string {
  return `${dsn.baseUrl}/api/${encodeURIComponent(dsn.project)}/envelope/`
}

/** The DSN for a page: no secret, no options, and no scheme unless one is given: `//key@host/1`. */
export function publicDsn(dsn: Dsn, scheme?: string): string {
  const base = dsn.baseUrl.slice(dsn.protocol.length + '://'.length)
  const address = `//${encodeURIComponent(dsn.publicKey)}@${base}/${encodeURIComponent(dsn.project)}`
  return scheme === undefined ? address : `${scheme}:${address}`
}

/** The DSN as it may be shown and logged: scheme and all, but neither secret nor options. */
export function dsnWithoutSecret(dsn: Dsn): string {
  return publicDsn(dsn, dsn.scheme)
}

function splitScheme(text: string): {
  scheme: string
  protocol: Dsn['protocol']
  rest: string
} {
  const trimmed = text.trim()
  if (trimmed === '') throw new InvalidDsn(`The DSN is empty: ${SHAPE}`)
  if (trimmed.length > MAX_LENGTH) {
    throw new InvalidDsn(`The DSN is longer than ${MAX_LENGTH} characters`)
  }
  if (UNSAFE.test(trimmed))
    throw new InvalidDsn('The DSN holds a blank, backslash or control character')
  const match = /^([a-z][a-z0-9+.-]{0,63}):\/\/(?!\/)/i.exec(trimmed)
  if (match?.[1] === undefined) throw new InvalidDsn(`The DSN has no scheme: ${SHAPE}`)
  const scheme = match[1].toLowerCase()
  return { scheme, protocol: protocolOf(scheme), rest: trimmed.slice(match[0].length) }
}

function protocolOf(scheme: string): Dsn['protocol'] {
  const last = scheme.slice(scheme.lastIndexOf('+') + 1)
  if (last === 'http' || last === 'https') return last
  if (last === 'udp') {
    throw new InvalidDsn(
      'The DSN scheme "udp" is gone: use "http" or "https" on the HTTP port of the server',
    )
  }
  throw new InvalidDsn(`The DSN scheme "${scheme}" is not supported: use "http" or "https"`)
}

function parseUrl(text: string): URL {
  try {
    return new URL(text)
  } catch {
    // The platform's error quotes its input, so it must not become the cause.
    throw new InvalidDsn(`The DSN has no usable host or port: ${SHAPE}`)
  }
}

function key(encoded: string, name: string): string {
  const decoded = decode(encoded)
  if (decoded === '') throw new InvalidDsn(`The DSN has no ${name}: ${SHAPE}`)
  if (!KEY.test(decoded)) {
    throw new InvalidDsn(`The ${name} of the DSN holds a character that no header can carry`)
  }
  return decoded
}

function splitPath(pathname: string): { path: string; project: string } {
  const slash = pathname.lastIndexOf('/')
  const project = decode(pathname.slice(slash + 1))
  if (project === '') throw new InvalidDsn(`The DSN has no project: ${SHAPE}`)
  return { path: stripSlashes(pathname.slice(0, slash)), project }
}

function stripSlashes(path: string): string {
  let start = 0
  let end = path.length
  while (path[start] === '/') start += 1
  while (end > start && path[end - 1] === '/') end -= 1
  return path.slice(start, end)
}

/** A stray `%` stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
