/**
 * The user of an event (protocol section 11).
 */

import type { Json, User } from '../event.ts'
import { isJsonObject } from '../json.ts'
import { boundedObject } from './bounded-json.ts'
import { compact, unlessEmpty } from './compact.ts'
import { trimmedText } from './text.ts'

const NAME = { max: 128 }
const EMAIL = { max: 254 }
const OTHERS = { depth: 6, size: 8192 }

/** The user; the four known fields as text, all others as they came. */
export function normalizeUser(raw: Json | undefined): User | undefined {
  if (!isJsonObject(raw)) return undefined
  const { id, username, email, ip_address: ip, ...others } = raw
  return unlessEmpty({
    ...boundedObject(others, OTHERS),
    ...compact({
      id: trimmedText(id, NAME),
      username: trimmedText(username, NAME),
      email: trimmedText(email, EMAIL),
      ip_address: trimmedText(ip, NAME),
    }),
  })
}
