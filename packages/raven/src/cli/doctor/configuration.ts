/** How this machine and its environment are set up. */

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import { listSpool, parseDsn, RavenError, spoolState } from 'raven-ts/node'

import { check, type Check } from './check.ts'
import { variableChecks } from './variables.ts'

const FLOOR = [20, 19] as const

/** A DSN, and where it comes from. */
export interface GivenDsn {
  readonly dsn: string
  readonly source: 'the command line' | 'SENTRY_DSN'
}

/** Every check, in the order in which they are shown. */
export async function configurationChecks(given: GivenDsn | undefined): Promise<readonly Check[]> {
  const dsn = dsnCheck(given)
  const usable = dsn.verdict === 'ok' ? given : undefined
  return [
    nodeCheck(process.versions.node),
    await threadsCheck(),
    sourceMapsCheck(),
    dsn,
    ...variableChecks(),
    ...(usable ? [spoolCheck(usable.dsn)] : []),
    ...networkChecks(),
  ]
}

function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [floor, floorMinor] = FLOOR
  const isEnough = major > floor || (major === floor && minor >= floorMinor)
  const where = `${version} on ${process.platform} ${process.arch}`
  return isEnough
    ? check('Node', 'ok', where)
    : check('Node', 'fails', `${where}; ${FLOOR.join('.')} or newer is needed`)
}

async function threadsCheck(): Promise<Check> {
  try {
    await once(new Worker('', { eval: true }), 'exit')
    return check('worker threads', 'ok', 'events are sent from a thread of their own')
  } catch (error) {
    return check('worker threads', 'note', `none, so the event loop sends: ${messageOf(error)}`)
  }
}

function sourceMapsCheck(): Check {
  const isOn = /(?:^|\s)--enable-source-maps(?:\s|$)/.test(process.env.NODE_OPTIONS ?? '')
  return isOn
    ? check('source maps', 'note', 'NODE_OPTIONS has --enable-source-maps: Node maps stacks itself')
    : check('source maps', 'ok', 'read by the client; --enable-source-maps is not needed')
}

function dsnCheck(given: GivenDsn | undefined): Check {
  if (!given) return check('DSN', 'note', 'none here and none in SENTRY_DSN: clients are disabled')
  try {
    const { baseUrl, publicKey, project } = parseDsn(given.dsn)
    const shown = `${baseUrl.replace('://', `://${publicKey}@`)}/${project}`
    return check('DSN', 'ok', `${shown}, from ${given.source}`)
  } catch (error) {
    if (error instanceof RavenError)
      return check('DSN', 'fails', `${error.message} (${given.source})`)
    throw error
  }
}

function spoolCheck(dsn: string): Check {
  const { folder, exists, problem } = spoolState(dsn)
  if (problem !== undefined)
    return check('spool', 'fails', `events would be kept in memory only: ${problem}`)
  const entries = listSpool({ dsn })
  const inUse = entries.filter((one) => one.inUse).length
  const left = entries.length - inUse
  const held = inUse > 0 ? `, ${inUse} in the hands of a living process` : ''
  return check(
    'spool',
    left > 0 ? 'note' : 'ok',
    `${folder}: ${exists ? 'private and writable' : 'made with the first event'}, ${left} waiting${held}`,
  )
}

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY']
const TLS = ['NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'SSL_CERT_FILE', 'SSL_CERT_DIR']

/** Variables of others that change how a server is reached. A proxy may hold a password, so only its host is shown. */
function networkChecks(): readonly Check[] {
  const proxies = PROXIES.flatMap((name) => [name, name.toLowerCase()])
  return [...proxies, ...TLS].flatMap((name) => {
    const value = process.env[name]
    if (!value) return []
    if (name === 'NODE_TLS_REJECT_UNAUTHORIZED' && value === '0')
      return [check(name, 'fails', 'certificates of all servers are trusted, whoever made them')]
    return [check(name, 'note', /proxy$/i.test(name) ? shownProxy(name, value) : value)]
  })
}

function shownProxy(name: string, value: string): string {
  if (/^no_/i.test(name)) return value
  const url = URL.canParse(value) ? new URL(value) : undefined
  return url?.host ? `${url.protocol}//${url.host}` : 'set, and not an address'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
