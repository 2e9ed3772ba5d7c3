/**
 * The credentials inside one header: `Sentry k=v, k=v`, or `Basic base64(key:secret)`.
 */

import { decodeBase64 } from './base64.ts'

const MAX_LENGTH = 4096

/**
 * The `sentry_…` fields of a header; the first of equal names wins.
 *
 * Nothing, if the header is absent or of another scheme (a proxy's `Bearer`, say). A header that is
 * ours but unreadable gives no fields.
 */
export function parseCredentialHeader(
  header: string | undefined,
): ReadonlyMap<string, string> | undefined {
  const match = /^\s*(sentry|basic)\s/i.exec(header ?? '')
  if (header === undefined || match?.[1] === undefined) return undefined
  if (header.length > MAX_LENGTH) return new Map()
  const rest = header.slice(match[0].length).trim()
  return match[1].toLowerCase() === 'sentry' ? sentryFields(rest) : basicFields(rest)
}

function sentryFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=')
    const name = pair.slice(0, Math.max(equals, 0)).trim()
    if (name !== '' && !fields.has(name)) fields.set(name, pair.slice(equals + 1).trim())
  }
  return fields
}

function basicFields(text: string): ReadonlyMap<string, string> {
  const bytes = decodeBase64(new TextEncoder().encode(text))
  if (bytes === undefined) return new Map()
  const [publicKey = '', secretKey = ''] = new TextDecoder().decode(bytes).split(':')
  return new Map([
    ['sentry_key', publicKey],
    ['sentry_secret', secretKey],
  ])
}
