/**
 * NestJS 12: every error that leaves a handler, with what it was asked.
 *
 * ```ts
 * @Module({ imports: [RavenModule.forRoot({ dsn })] })
 * class AppModule {}
 * ```
 */

import { WebReporter, type WebOptions } from 'raven-ts/contrib/web'
import type { Client } from 'raven-ts'
import { moduleWith, type DynamicModuleLike, type NestToken } from './nestjs/module.ts'

export { RavenLogger, type LoggerLike } from './nestjs/logger.ts'
export type { DynamicModuleLike, NestProvider, NestToken } from './nestjs/module.ts'

/** How the options are found out when the app starts. */
export interface RavenNestAsyncOptions {
  /** Makes the options; what `inject` names is handed in. */
  readonly useFactory: (...dependencies: never[]) => WebOptions | Promise<WebOptions>
  /** Tokens of what the factory needs. Default none. */
  readonly inject?: readonly NestToken[]
  /** Modules that provide it. Default none. */
  readonly imports?: readonly object[]
}

/** What {@link ravenNest} makes. */
export interface RavenNest {
  /** The client events go through. */
  readonly client: Client
  /** To be imported by the app's module, once. */
  readonly module: DynamicModuleLike
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

/** Made at once, for a program that needs the client before there is an app; see {@link WebOptions}. */
export function ravenNest(options: WebOptions = {}): RavenNest {
  const web = new WebReporter(options)
  return {
    client: web.client,
    module: moduleWith(RavenModule, { useFactory: () => web }),
    uninstall: () => web.uninstall(),
  }
}

/**
 * The module. Its `Client` can be injected everywhere by its class. An app has one: of several that are
 * imported, the first one Nest meets reports.
 */
// Nest knows a module by its class
// oxlint-disable-next-line typescript/no-extraneous-class
export class RavenModule {
  /** With options that are known already; see {@link WebOptions}. */
  static forRoot(options: WebOptions = {}): DynamicModuleLike {
    return moduleWith(RavenModule, { useFactory: () => new WebReporter(options) })
  }

  /** With options that other providers tell. */
  static forRootAsync(options: RavenNestAsyncOptions): DynamicModuleLike {
    const { useFactory, inject, imports } = options
    return moduleWith(RavenModule, {
      // Nest hands in what `inject` names, which is what the factory says it takes
      useFactory: async (...found) => new WebReporter(await useFactory(...(found as never[]))),
      ...(inject ? { inject } : {}),
      ...(imports ? { imports } : {}),
    })
  }
}
