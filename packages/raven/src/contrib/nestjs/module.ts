/** Modules and providers as Nest reads them; nothing of Nest is imported. */

import { Client } from 'raven-ts'
import type { WebReporter } from 'raven-ts/contrib/web'
import { RavenTestCommand } from './command.ts'
import { guardOf, interceptorOf } from './enhancers.ts'
import { filterOf } from './filter.ts'
import { define } from './metadata.ts'
import { RavenLogger } from './logger.ts'
import { NestReporter } from './reporter.ts'
import { watchServer, type ConsumerLike } from './server.ts'

/** What Nest finds a provider by. */
export type NestToken = string | symbol | (abstract new (...args: never[]) => unknown)

/** A provider made by a function. */
export interface NestProvider {
  provide: NestToken
  inject: NestToken[]
  useFactory: (...dependencies: unknown[]) => unknown
}

/** A dynamic module, in the form that Nest takes. */
export interface DynamicModuleLike {
  module: new (...args: never[]) => object
  global: boolean
  imports: never[]
  providers: NestProvider[]
  exports: NestToken[]
}

/** How the reporter of an app is made. */
export interface ReporterSource {
  readonly useFactory: (...dependencies: unknown[]) => WebReporter | Promise<WebReporter>
  readonly inject?: readonly NestToken[]
  readonly imports?: readonly object[]
}

const SOURCE = Symbol('raven-ts.web')
const REPORTER = Symbol('raven-ts.nestjs')
const FILTER = Symbol('raven-ts.filter')

/** A provider whose factory is handed what the one token stands for; Nest vouches for its type. */
function provider<T>(
  provide: NestToken,
  from: NestToken,
  make: (found: T) => unknown,
): NestProvider {
  return { provide, inject: [from], useFactory: (found) => make(found as T) }
}

/** Where the app has a server, Nest calls `configure` when the program has set the app up. */
class RavenHooks {
  readonly #reporter: NestReporter
  readonly #filter: object

  constructor(reporter: NestReporter, filter: object) {
    this.#reporter = reporter
    this.#filter = filter
  }

  configure(consumer: ConsumerLike): void {
    watchServer(consumer, this.#reporter, this.#filter)
  }
}

/** One object, so that an app has these once, however often {@link moduleWith} is imported. */
const HOOKS: DynamicModuleLike = {
  module: RavenHooks,
  global: false,
  imports: [],
  providers: [
    provider(REPORTER, SOURCE, (web: WebReporter) => new NestReporter(web)),
    provider(FILTER, REPORTER, (reporter: NestReporter) => filterOf(reporter)),
    provider('APP_FILTER', FILTER, (filter: object) => filter),
    provider('APP_GUARD', REPORTER, (reporter: NestReporter) => guardOf(reporter)),
    provider('APP_INTERCEPTOR', REPORTER, (reporter: NestReporter) => interceptorOf(reporter)),
    provider(RavenTestCommand, SOURCE, ({ client }: WebReporter) => new RavenTestCommand(client)),
  ],
  exports: [],
}

/** A module whose `Client` is everybody's. Nest's metadata is there: without it there is no `@Module`. */
export function moduleWith(
  module: DynamicModuleLike['module'],
  source: ReporterSource,
): DynamicModuleLike {
  const { useFactory, inject = [], imports = [] } = source
  define(
    'self:paramtypes',
    [REPORTER, FILTER].map((param, index) => ({ index, param })),
    RavenHooks,
  )
  return {
    module,
    global: true,
    // whatever Nest takes for a module; it checks them itself
    imports: [...imports, HOOKS] as never[],
    providers: [
      { provide: SOURCE, inject: [...inject], useFactory },
      provider(Client, SOURCE, ({ client }: WebReporter) => client),
      provider(
        RavenLogger,
        SOURCE,
        (web: WebReporter) => new RavenLogger(web.client, web.rules.logging),
      ),
    ],
    exports: [SOURCE, Client, RavenLogger],
  }
}
