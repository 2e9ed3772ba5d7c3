/** `raven-ts` on Node, Bun and Deno. */

import { CoreClient } from './client/client.ts'
import type { Platform } from './client/platform.ts'
import { FileSpool, type FileSpoolOptions } from './delivery/file-spool.ts'
import { FileTallies } from './delivery/flood/file-tallies.ts'
import type { SpoolUse } from './delivery/spool.ts'
import { spoolFolder } from './delivery/spool-folder.ts'
import { askApart } from './maps/map-thread.ts'
import { optionsOf, type ClientOptions } from './options.ts'
import { packageVersions } from './helpers/package-version.ts'
import { publish } from './runtime/channels.ts'
import { createNodeRuntime } from './runtime/node.ts'
import { nodeFiles as files } from './runtime/node-files.ts'
import { isExiting, onExit, onIdle, watchUncaught } from './runtime/process-hooks.ts'
import { watchThrows } from './runtime/throw-watch.ts'
import { SourceMaps } from './stack/source-maps.ts'
import { blockingTransport } from './transports/blocking.ts'
import { fetchTransport } from './transports/fetch.ts'
import { httpTransport } from './transports/http.ts'
import { spoolOnlyTransport } from './transports/spool-only.ts'
import { threadedTransport } from './transports/threaded.ts'

function createPlatform(): Platform {
  const runtime = createNodeRuntime()
  const { now, randomId, later, env } = runtime
  const filesOf = (key: string): Omit<FileSpoolOptions, keyof SpoolUse> => ({
    folder: () => spoolFolder(key, env),
    now,
    randomId,
    later,
  })
  return {
    runtime,
    packageVersions,
    sdkName: `raven.javascript.${runtime.name}`,
    transports: {
      threaded: threadedTransport,
      http: httpTransport,
      blocking: blockingTransport,
      fetch: fetchTransport,
      'spool-only': spoolOnlyTransport,
    },
    createTransport: (settings, worker) =>
      worker ? threadedTransport(settings) : httpTransport(settings),
    createMaps: (root) => new SourceMaps({ files, root, now, defer: runtime.defer, askApart }),
    openSpool: (key, use) => new FileSpool({ ...filesOf(key), ...use }),
    openTallies: (key, use) => new FileTallies({ ...filesOf(key), ...use }),
    onIdle,
    onExit,
    isExiting,
    watchUncaught,
    ...(runtime.name === 'node' ? { watchThrows } : {}),
    publish,
  }
}

/**
 * Reports errors to a Sentry-compatible server.
 *
 * Without a DSN, here or in `SENTRY_DSN`, the client is disabled: every method still works and nothing
 * is sent. A DSN or option that cannot be used is said once on stderr; the constructor does not throw.
 *
 * ```ts
 * const client = new Client('http://public:secret@localhost:9000/1')
 * client.captureException(error)
 * await client.flush()
 * ```
 */
export class Client extends CoreClient {
  constructor(dsn?: string | null, options?: ClientOptions)
  constructor(options?: ClientOptions)
  constructor(first?: string | null | ClientOptions, second: ClientOptions = {}) {
    super(createPlatform(), optionsOf(first, second))
  }
}

export { fetchGitSha } from './helpers/git-sha.ts'
export { fetchPackageVersion } from './helpers/package-version.ts'
export { setupLogging, type LoggingHandler } from './helpers/setup-logging.ts'
export {
  deleteFromSpool,
  listSpool,
  spoolState,
  type SpoolChoice,
  type SpoolEntry,
  type SpoolState,
} from './spool.ts'
export { blockingTransport } from './transports/blocking.ts'
export { httpTransport } from './transports/http.ts'
export { spoolOnlyTransport } from './transports/spool-only.ts'
export { threadedTransport } from './transports/threaded.ts'
export * from './neutral.ts'
