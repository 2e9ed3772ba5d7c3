/** What the ingestion door answers, free of any HTTP library. */

import type { Refusal } from './refusal.ts'

/** One answer. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/**
 * On every answer, errors included: without them a browser client cannot read why (section 4).
 * Credentials are never allowed.
 */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-sentry-error, x-sentry-rate-limits, retry-after',
  'cross-origin-resource-policy': 'cross-origin',
}

const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers':
    'x-sentry-auth, x-requested-with, x-forwarded-for, origin, referer, accept, content-type, ' +
    'authentication, authorization, content-encoding, transfer-encoding',
  'access-control-max-age': '3600',
}

/** One transparent pixel, for events sent as the address of an image. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** The event was kept; without an id, there was none to keep. */
export function accepted(eventId: string | undefined): Answer {
  return json(200, eventId === undefined ? {} : { id: eventId })
}

/** A browser's report was kept. */
export function created(): Answer {
  return { status: 201, headers: CORS, body: '' }
}

/** The event was kept, and the client asked for an image. */
export function pixel(): Answer {
  const headers = { ...CORS, 'content-type': 'image/gif', 'cache-control': 'no-store' }
  return { status: 200, headers, body: PIXEL }
}

/** What a browser asks before it sends; needs no credentials. */
export function preflight(): Answer {
  return { status: 204, headers: PREFLIGHT, body: '' }
}

/** Why a request was not taken. */
export function refused(refusal: Refusal): Answer {
  const { status, message: detail, causes } = refusal
  const answer = json(status, { detail, causes })
  const reason = [detail, ...causes].join(': ')
  const headers = { ...answer.headers, ...refusal.headers, 'x-sentry-error': headerText(reason) }
  return { ...answer, headers }
}

function json(status: number, value: unknown): Answer {
  const headers = { ...CORS, 'content-type': 'application/json' }
  return { status, headers, body: JSON.stringify(value) }
}

/** Reasons may quote what a client sent; headers hold printable ASCII. */
function headerText(text: string): string {
  return text.slice(0, 500).replace(/[^ -~]/g, '?')
}
