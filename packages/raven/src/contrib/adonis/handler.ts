/** The app's own exception handler, which also reports. */

import { attempt, Exchange } from 'raven-ts/contrib/web'
import { MECHANISM } from './attach.ts'

type HandlerClass = abstract new (...args: never[]) => object

/** What of Adonis's `ExceptionHandler` is used; `shouldReport` is for its heirs. */
interface HandlerLike {
  report(error: unknown, ctx: object): Promise<void>
  shouldReport(error: object): boolean
}

/**
 * A class like the given `ExceptionHandler` that reports what it `shouldReport`, and then does as ever:
 * `class HttpExceptionHandler extends withRaven(ExceptionHandler)`.
 */
export function withRaven<T extends HandlerClass>(Base: T): T {
  const Handler = Base as unknown as new (...args: never[]) => HandlerLike // see HandlerLike
  class RavenHandler extends Handler {
    override report(error: unknown, ctx: object): Promise<void> {
      // what is no error Adonis makes one of, before it asks
      const asked = typeof error === 'object' && error !== null ? error : { message: String(error) }
      if (attempt(() => this.shouldReport(asked)) !== false) {
        const sentry = attempt((): unknown => Reflect.get(ctx, 'sentry'))
        if (sentry instanceof Exchange) sentry.report(error, MECHANISM)
      }
      return super.report(error, ctx)
    }
  }
  return RavenHandler as unknown as T // it is one, with the same constructor
}
