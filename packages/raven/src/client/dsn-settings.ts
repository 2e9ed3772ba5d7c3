/** What a DSN says about its own server: `?timeout=5&verify_ssl=0&ca_certs=/path`. */

import type { TransportSettings } from '../transports/transport.ts'

/** What reading these options needs. */
export interface DsnSettingsNeeds {
  /** Reads the file of `ca_certs`; absent where there are no files. */
  readonly readText: ((path: string, maxBytes: number) => string | undefined) | undefined
  /** Says something once. */
  readonly say: (topic: string, line: string) => void
}

const MAX_SECONDS = 2_000_000
const MAX_PEM = 1024 * 1024
const YES_NO: Readonly<Record<string, boolean>> = { 0: false, 1: true, false: false, true: true }

/** The settings; what cannot be used is said, with its name and never its value, and ignored. */
export function dsnSettings(
  options: Readonly<Record<string, string>>,
  needs: DsnSettingsNeeds,
): Partial<TransportSettings> {
  const parts = Object.entries(options).map(([name, text]) => {
    const found = settingOf(name, text, needs)
    if (!found) needs.say(`DSN ${name}`, `the DSN's option "${name}" cannot be used; it is ignored`)
    return found ?? {}
  })
  return Object.assign({}, ...parts) as Partial<TransportSettings>
}

function settingOf(
  name: string,
  text: string,
  { readText }: DsnSettingsNeeds,
): Partial<TransportSettings> | undefined {
  switch (name) {
    case 'timeout': {
      const seconds = Number(text)
      return seconds > 0 && seconds <= MAX_SECONDS
        ? { timeoutMs: Math.ceil(seconds * 1000) }
        : undefined
    }
    case 'verify_ssl': {
      const verifySsl = Object.hasOwn(YES_NO, text) ? YES_NO[text] : undefined
      return verifySsl === undefined ? undefined : { verifySsl }
    }
    case 'ca_certs': {
      const caCerts = readText?.(text, MAX_PEM)
      return caCerts === undefined ? undefined : { caCerts }
    }
    default:
      return undefined
  }
}
