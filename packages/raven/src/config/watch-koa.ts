/** Koa: what handles a request is a method of all apps, and looked up for each. */

import type { ContextLike, RavenKoa } from 'raven-ts/contrib/koa'
import type { Watch } from './watch.ts'

type Run = (context: ContextLike) => Promise<unknown>

/** Where Koa is, whatever manager installed it. */
const KOA = '/node_modules/koa/lib/application.js'

export function watchKoa(watch: Watch): void {
  let raven: RavenKoa | undefined
  watch.onServer(() => {
    for (const Koa of watch.loaded(KOA)) {
      raven ??= watch.make<RavenKoa>('koa', 'ravenKoa')
      const { requests } = raven
      watch.replace(
        (Koa as { prototype: object }).prototype, // what that file gives out is a class
        'handleRequest',
        (original) =>
          function (this: unknown, context: ContextLike, run: Run) {
            const watched: Run = (given) => requests(given, () => run(given))
            return Reflect.apply(original, this, [context, watched])
          },
      )
    }
  })
}
