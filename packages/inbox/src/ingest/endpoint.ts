/** Which ingestion endpoint a path means (protocol section 2). */

/** The endpoints we serve. */
export type EndpointKind = 'envelope' | 'store' | 'security'

/** One endpoint of one project. */
export interface Endpoint {
  readonly kind: EndpointKind
  /** Absent at `/api/store/`, whose project is found through the key. */
  readonly project?: string
}

/** A path of the ingestion door: an endpoint, or one that we do not serve. */
export type IngestPath = Endpoint | 'unknown'

const KINDS: ReadonlyMap<string, EndpointKind> = new Map([
  ['envelope', 'envelope'],
  ['store', 'store'],
  ['security', 'security'],
  ['csp-report', 'security'],
])

/** Endpoints of others, which get an answer that a client can read. */
const NOT_SERVED = new Set([
  'minidump',
  'unreal',
  'playstation',
  'upload',
  'nel',
  'cron',
  'integration',
])

const PROJECT = /^[A-Za-z0-9_-]{1,64}$/

/**
 * The ingestion endpoint of a path, or nothing for a path of the other door.
 *
 * A trailing slash is optional. Project `0` is the JSON of the pages, so no client can use it.
 */
export function parseIngestPath(path: string): IngestPath | undefined {
  const [empty, api, project = '', name = '', ...rest] = withoutSlash(path).split('/')
  if (empty !== '' || api !== 'api') return undefined
  if (project === 'store' && name === '') return { kind: 'store' }
  if (project === '0') return undefined
  const kind = rest.length === 0 ? KINDS.get(name) : undefined
  if (kind) return PROJECT.test(project) ? { kind, project } : 'unknown'
  const isTheirs = NOT_SERVED.has(name) || (name === 'events' && rest.at(-1) === 'attachments')
  return isTheirs ? 'unknown' : undefined
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}
