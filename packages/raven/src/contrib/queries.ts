/**
 * A breadcrumb for each query of a database, where its driver tells of them on a diagnostic channel, or you do.
 *
 * ```js
 * const raven = ravenQueries(client) // mysql2, ioredis, node-redis
 * knex.on('query', ({ sql }) => raven.tell(sql, 'postgresql')) // any other
 * ```
 */

import type * as Channels from 'node:diagnostics_channel'
import type { Client } from 'raven-ts'

/** What {@link ravenQueries} makes. */
export interface RavenQueries {
  /** Leaves a breadcrumb of a query: its text, quoted values left out; `engine` is `postgresql`, `mysql`, … */
  readonly tell: (query: string, engine?: string) => void
  /** Hears nothing more. */
  readonly uninstall: () => void
}

/** Channels that begin with a query, by what it is of. */
const ENGINES = {
  'mysql2:query': 'mysql',
  'mysql2:execute': 'mysql',
  'ioredis:command': 'redis',
  'node-redis:command': 'redis',
}

const MAX_TEXT = 2_000
/** Some drivers put values into the text; one that was cut off ends with it. */
const LITERAL = /'(?:[^'\\]|\\.|'')*(?:'|$)/g

/** Listens on the channels of the drivers that have one. Nothing is patched. */
export function ravenQueries(client: Client): RavenQueries {
  const tell = (query: string, engine?: string): void => {
    const message = query.slice(0, MAX_TEXT).replace(LITERAL, '?')
    const data = engine === undefined ? {} : { data: { engine } }
    client.captureBreadcrumb({ type: 'query', category: 'query', message, ...data })
  }
  const listeners = Object.entries(ENGINES).map(([name, engine]) => {
    const listener = (message: unknown): void => {
      // of a command its name: what follows is data
      const { query, command } = Object(message) as { query?: unknown; command?: unknown }
      const text = query ?? command
      if (typeof text === 'string') tell(text, engine)
    }
    return [`tracing:${name}:start`, listener] as const
  })
  const { process } = globalThis as {
    process?: { getBuiltinModule?(name: 'node:diagnostics_channel'): typeof Channels }
  } // Node's, or none
  const channels = process?.getBuiltinModule?.('node:diagnostics_channel')
  for (const one of listeners) channels?.subscribe(...one)
  return {
    tell,
    uninstall() {
      for (const one of listeners) channels?.unsubscribe(...one)
    },
  }
}
