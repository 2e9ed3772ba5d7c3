/**
 * AdonisJS 6 and 7: provider, middleware, exception handler, commands.
 *
 * ```ts
 * // config/raven.ts
 * export default defineConfig({ dsn: env.get('SENTRY_DSN') })
 * // adonisrc.ts, under providers and under commands
 * () => import('raven-ts/contrib/adonis')
 * // app/exceptions/handler.ts
 * export default class HttpExceptionHandler extends withRaven(ExceptionHandler) {}
 * ```
 */

import { Client } from 'raven-ts'
import { WebReporter, type RequestSentry, type WebOptions } from 'raven-ts/contrib/web'
import { attach, type AppLike } from './adonis/attach.ts'
import { WithText } from './adonis/with-text.ts'

export { getCommand, getMetaData } from './adonis/command.ts'
export { configure } from './adonis/configure.ts'
export { withRaven } from './adonis/handler.ts'

/** What {@link defineConfig} makes. */
export interface RavenAdonis {
  /** The client events go through. */
  readonly client: Client
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

/** @ts-ignore where AdonisJS is not installed there is nothing to add to */
declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** This request's way to report; see `defineConfig`. */
    sentry: RequestSentry
  }
}

/** One installation; it may serve several apps. */
class Installation extends WithText implements RavenAdonis {
  readonly web: WebReporter
  readonly undo: (() => void)[] = []

  constructor(options: WebOptions) {
    super()
    this.web = new WebReporter(options)
  }

  get client(): Client {
    return this.web.client
  }

  readonly uninstall = (): void => {
    this.web.uninstall()
    for (const end of this.undo) end()
  }
}

/** Makes what `config/raven.ts` exports; see {@link WebOptions} for the options. */
export function defineConfig(options: WebOptions = {}): RavenAdonis {
  return new Installation(options)
}

/** The provider. Its client can be injected by the class `Client`, and is bound as `raven` too. */
export default class RavenProvider extends WithText {
  readonly #app: AppLike
  #detach: () => void = () => {}

  constructor(app: object) {
    super()
    this.#app = app as AppLike // the part of Adonis's own that is used
  }

  register(): void {
    const { container } = this.#app
    container.singleton(Installation, () => this.#configured())
    for (const name of [Client, 'raven'])
      container.singleton(name, async () => (await container.make(Installation)).client)
  }

  async boot(): Promise<void> {
    const { web, undo } = await this.#app.container.make(Installation)
    this.#detach = await attach(this.#app, web)
    undo.push(this.#detach)
  }

  async shutdown(): Promise<void> {
    this.#detach()
  }

  /** What `config/raven.ts` exports; without that file, a client by `SENTRY_DSN`. */
  #configured(): Installation {
    const found: unknown = this.#app.config.get('raven')
    if (found instanceof Installation) return found
    return new Installation(typeof found === 'object' && found !== null ? found : {})
  }
}
