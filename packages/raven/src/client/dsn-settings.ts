/** What a DSN says about its own server: `?timeout=5&verify_ssl=0&ca_certs=/path`. */

import type { TransportSettings } from '../transports/transport.ts'
import { readCaCerts, type Files } from './ca-certs.ts'

/** What reading these options needs. */
export interface DsnSettingsNeeds {
  readonly files: Files
  /** Says something once. */
  readonly say: (topic: string, line: string) => void
}

type Found = Partial<TransportSettings> | { readonly trouble: string }

const MAX_SECONDS = 2_000_000
const YES_NO: Readonly<Record<string, boolean>> = { 0: false, 1: true, false: false, true: true }
const UNUSABLE: Found = { trouble: 'cannot be used' }

/** The settings; what cannot be used is said, with its name and never its value, and ignored. */
export function dsnSettings(
  options: Readonly<Record<string, string>>,
  { files, say }: DsnSettingsNeeds,
): Partial<TransportSettings> {
  const parts = Object.entries(options).map(([name, text]) => {
    const found = settingOf(name, text, files)
    if (!('trouble' in found)) return found
    say(`DSN ${name}`, `the DSN's option "${name}" ${found.trouble}; it is ignored`)
    return {}
  })
  return Object.assign({}, ...parts) as Partial<TransportSettings>
}

function settingOf(name: string, text: string, files: Files): Found {
  switch (name) {
    case 'timeout': {
      const seconds = Number(text)
      const isUsable = seconds > 0 && seconds <= MAX_SECONDS
      return isUsable ? { timeoutMs: Math.ceil(seconds * 1000) } : UNUSABLE
    }
    case 'verify_ssl': {
      const verifySsl = Object.hasOwn(YES_NO, text) ? YES_NO[text] : undefined
      return verifySsl === undefined ? UNUSABLE : { verifySsl }
    }
    case 'ca_certs': {
      const read = readCaCerts(text, files)
      return 'pem' in read ? { caCerts: read.pem } : read
    }
    default:
      return UNUSABLE
  }
}
