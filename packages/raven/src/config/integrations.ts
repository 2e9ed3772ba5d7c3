/** The integrations that need no help of the program: what they watch is found when it is there. */

import type { Client } from 'raven-ts'
import { watchFastify } from './watch-fastify.ts'
import { watchExpress } from './watch-express.ts'
import { watchHttp } from './watch-http.ts'
import { watchKoa } from './watch-koa.ts'
import { quietly } from './quietly.ts'
import { Watch } from './watch.ts'

/** What is wanted, and who hears what cannot be had. */
export interface Wishes {
  readonly level: string | undefined
  readonly integrations: readonly string[] | undefined
  readonly complain: (name: string, what: string) => void
}

const BY_NAME = {
  express: watchExpress,
  fastify: watchFastify,
  koa: watchKoa,
  'node-http': watchHttp,
}

/** Switches them on, and answers how to switch them off. Nothing of them is loaded before it is needed. */
export function switchOn(client: Client, { level, integrations, complain }: Wishes): () => void {
  const watch = new Watch(client)
  const names = integrations ?? Object.keys(BY_NAME)
  for (const name of names) {
    if (isKnown(name)) BY_NAME[name](watch)
    else complain('integrations', `has "${name}", which must be told the program: it`)
  }
  if (level !== undefined)
    quietly(
      () =>
        void watch.make('console', 'ravenConsole', { level, ignoreFiles: names.map(printerOf) }),
    )
  return () => watch.end()
}

/** Where a framework prints the errors that its integration reports. */
function printerOf(name: string): string {
  return `/node_modules/${name}/lib/application.js`
}

function isKnown(name: string): name is keyof typeof BY_NAME {
  return Object.hasOwn(BY_NAME, name)
}
