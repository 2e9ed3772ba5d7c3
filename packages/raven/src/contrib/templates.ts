/**
 * The DSN for a page, as a plain function that any engine of templates can call.
 *
 * ```js
 * app.locals.sentryPublicDsn = publicDsn(client) // <%= sentryPublicDsn() %>: //key@host/1
 * ```
 */

import type { Client } from 'raven-ts'

/**
 * A function that answers the client's DSN without its secret: without scheme, so that a page uses its own,
 * or with the scheme given. Empty while the client is disabled. Whatever else an engine hands over is ignored.
 */
export function publicDsn(client: Client): (scheme?: unknown) => string {
  return (scheme) => {
    const said = typeof scheme === 'string' && scheme !== '' ? scheme : undefined
    return client.isEnabled() ? (client.getPublicDsn(said) ?? '') : ''
  }
}
