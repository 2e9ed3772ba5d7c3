/** Fastify tells of each app on a channel of its own, before the program has it. */

import type { RavenFastify } from 'raven-ts/contrib/fastify'
import type { Watch } from './watch.ts'

interface App {
  register(plugin: unknown): unknown
}

export function watchFastify(watch: Watch): void {
  let raven: RavenFastify | undefined
  watch.hear('fastify.initialization', (message) => {
    raven ??= watch.make<RavenFastify>('fastify', 'ravenFastify')
    const { fastify } = message as { fastify: App } // as Fastify documents it
    fastify.register(raven.plugin)
  })
}
