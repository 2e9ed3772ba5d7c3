/** The signed-in user, where Hono's middlewares leave it: in the variables of the context. */

import { describeUser } from 'raven-ts/contrib/web'

interface Variables {
  get(key: string): unknown
}

/** See `describeUser`; `jwt` and `jwk` leave the payload of the token, others `user`, `session` or `auth`. */
export function userOf(
  c: Variables,
  attrs: readonly string[],
): Record<string, unknown> | undefined {
  const user = c.get('user') ?? c.get('jwtPayload')
  return describeUser({ user, session: c.get('session'), auth: c.get('auth') }, attrs)
}
