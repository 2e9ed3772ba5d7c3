/** A server and a proxy in a process of their own; see `far-side.mjs`. */

import { once } from 'node:events'
import { join } from 'node:path'
import type { Certificate } from './certificate.ts'
import { start } from './programs.ts'

/** How the far side is set up. */
export interface FarSideOptions {
  /** The server speaks TLS with this certificate. */
  readonly tls?: Certificate
  readonly proxy?: {
    readonly tls?: Certificate
    /** `user:password`; whoever does not say it is answered 407. */
    readonly credentials?: string
    /** It answers this to everyone. */
    readonly status?: number
    /** It answers nobody who wants a tunnel. */
    readonly hang?: boolean
    readonly host?: string
  }
}

/** What came to the far side. */
export interface Seen {
  readonly requests: readonly {
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    /** Base64, uncompressed. */
    readonly body: string
  }[]
  readonly proxied: readonly {
    readonly kind: 'connect' | 'absolute'
    readonly target: string
    readonly headers: Readonly<Record<string, string>>
  }[]
}

/** A far side that runs. */
export interface FarSide {
  readonly port: number
  readonly proxyPort: number
  seen(): Promise<Seen>
  answerWith(status: number, headers?: Record<string, string>): Promise<void>
  /** The server takes requests and answers none. */
  hang(): Promise<void>
  /** Server and proxy cut all connections and listen no more. */
  die(): Promise<void>
}

/** Starts one that ends with the test. */
export async function farSide(options: FarSideOptions = {}): Promise<FarSide> {
  const { child } = start(join(import.meta.dirname, 'far-side.mjs'), [JSON.stringify(options)])
  const line = await Promise.race([
    once(child.stdout, 'data').then(([text]) => String(text)),
    once(child, 'close').then(() => ''),
  ])
  if (line === '') throw new Error('the far side did not start')
  const ports: { port: number; proxyPort: number; control: number } = JSON.parse(line)
  const tell = async (path: string, told: unknown = {}): Promise<Seen> => {
    const url = `http://127.0.0.1:${ports.control}${path}`
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(told) })
    return (await answer.json()) as Seen // what far-side.mjs writes
  }
  return {
    ...ports,
    seen: () => tell('/seen'),
    answerWith: async (status, headers = {}) => void (await tell('/answer', { status, headers })),
    hang: async () => void (await tell('/answer', { hang: true })),
    die: async () => void (await tell('/die')),
  }
}
