/** Plain `node:http`: each request has a context of its own, so that an error which ends the program tells it. */

import type { RavenHttp, ServerLike } from 'raven-ts/contrib/node-http'
import type { Watch } from './watch.ts'

export function watchHttp(watch: Watch): void {
  let raven: RavenHttp | undefined
  watch.onServer((server) => {
    raven ??= watch.make<RavenHttp>('node-http', 'ravenHttp')
    raven.attach(server as ServerLike) // the channel tells of servers alone
  })
}
