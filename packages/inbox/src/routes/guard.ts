/**
 * Who may read and change: the second door, for people.
 *
 * Nothing here is for other sites: no CORS header, a host that is ours, no change that another site
 * started, and a token where more than this machine can reach us.
 */

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isOurHost } from '../ingest/host.ts'
import type { HostRules } from '../ingest/host.ts'
import { problem } from './json.ts'

/** The rules of the second door. */
export interface GuardRules {
  readonly hosts: HostRules
  /** Asked for when present: as `?token=` once, then by cookie, or as a bearer token. */
  readonly token?: string
}

const COOKIE = 'raven_inbox_token'
const ASK =
  'This inbox asks for its token. Open the address it printed at its start, ' +
  'or send the header "Authorization: Bearer <token>".'

/** Lets through who may pass; answers all others in JSON. */
export function createGuard({ hosts, token }: GuardRules): MiddlewareHandler {
  return async (c, next) => {
    if (!isOurHost(hostOf(c), hosts)) {
      return problem(403, 'this host name is not ours; name it with --allow-host')
    }
    if (!isSafe(c.req.method) && !isFromHere(c)) {
      return problem(403, 'another site may not change this inbox')
    }
    if (token === undefined) return next()
    const given = c.req.query('token')
    if (given !== undefined && isSafe(c.req.method)) return keepToken(c, given, token)
    if (hasToken(c, token)) return next()
    return problem(401, ASK, { 'www-authenticate': 'Bearer' })
  }
}

/** Servers keep the header; where it was dropped, the address has the same host. */
function hostOf(c: Context): string {
  return c.req.header('host') ?? new URL(c.req.url).host
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** Browsers always say where a change comes from; programs need not. */
function isFromHere(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const origin = c.req.header('origin')
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === hostOf(c).toLowerCase()
}

/** Moves a right token from the address, where it would be seen and shared, to a cookie. */
function keepToken(c: Context, given: string, token: string): Response {
  if (!isSame(given, token)) return problem(401, ASK, { 'www-authenticate': 'Bearer' })
  setCookie(c, COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/' })
  const url = new URL(c.req.url)
  url.searchParams.delete('token')
  return c.redirect(`${url.pathname.replace(/^\/{2,}/, '/')}${url.search}`, 303)
}

function hasToken(c: Context, token: string): boolean {
  const [, bearer] = /^bearer +(\S{1,200})$/i.exec(c.req.header('authorization') ?? '') ?? []
  return isSame(bearer ?? getCookie(c, COOKIE) ?? '', token)
}

/** Takes the same time for any wrong text, so that it cannot be guessed letter by letter. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
