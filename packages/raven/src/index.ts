/** `raven-ts` where nothing but web standards can be counted on. */

import { CoreClient } from './client/client.ts'
import type { Platform } from './client/platform.ts'
import { optionsOf, type ClientOptions } from './options.ts'
import { createWebRuntime } from './runtime/web.ts'
import { fetchTransport } from './transports/fetch.ts'

function createPlatform(): Platform {
  return {
    runtime: createWebRuntime(),
    sdkName: 'raven.javascript',
    createTransport: fetchTransport,
    transports: { fetch: fetchTransport },
  }
}

/** Reports errors to a Sentry-compatible server, with `fetch` and from memory. */
export class Client extends CoreClient {
  constructor(dsn?: string | null, options?: ClientOptions)
  constructor(options?: ClientOptions)
  constructor(first?: string | null | ClientOptions, second: ClientOptions = {}) {
    super(createPlatform(), optionsOf(first, second))
  }
}

export * from './neutral.ts'
