/** That a report is for the client's own project, by all it says of where it is to go. */

import type { Client } from 'raven-ts'
import { parseAuth, parseDsn } from 'raven-ts/protocol'
import { Refusal } from './refusal.ts'

type Header = (name: string) => string | undefined

const ELSEWHERE = 'this tunnel leads to another project'

/**
 * Refuses what names another project in its address, or another key. Credentials are not needed: the client's are
 * sent. They count only where they say they are ours, as others' schemes may share the header.
 */
export function pinRequest(client: Client, url: URL, header: Header): void {
  const project = /\/api\/([^/]+)\/(?:store|envelope)\/?$/.exec(url.pathname)?.[1]
  if (project !== undefined && project !== encodeURIComponent(client.remote.project))
    throw new Refusal(403, ELSEWHERE)
  const [own, authorization] = [header('x-sentry-auth'), header('authorization')].map((value) =>
    /^sentry\s/i.test(value ?? '') ? value : undefined,
  )
  const query = url.searchParams.has('sentry_key') ? url.searchParams : undefined
  const said = own ?? authorization
  if (said === undefined && query === undefined) return
  const { publicKey } = parseAuth(said === undefined ? { query } : { header: said })
  if (publicKey !== client.remote.publicKey) throw new Refusal(403, ELSEWHERE)
}

/** Refuses an envelope whose `dsn` is another than the client's. Its scheme does not matter: a page may have none. */
export function pinEnvelope({ remote }: Client, dsn: unknown): void {
  if (dsn === undefined) return
  if (typeof dsn !== 'string') throw new Refusal(400, 'the dsn is no text')
  const { host, port, path, project, publicKey } = parseDsn(
    dsn.startsWith('//') ? `http:${dsn}` : dsn,
  )
  const ours = parseDsn(remote.getPublicDsn('http') ?? '')
  const isOurs = host === ours.host && port === ours.port && path === ours.path
  if (!isOurs || project !== ours.project || publicKey !== ours.publicKey)
    throw new Refusal(403, ELSEWHERE)
}
