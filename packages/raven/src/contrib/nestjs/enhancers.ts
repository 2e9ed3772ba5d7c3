/** A guard and an interceptor for the whole app. */

import { attempt } from 'raven-ts/contrib/web'
import { placeOf, type HostLike } from './messages.ts'
import type { NestReporter } from './reporter.ts'

/** The part of an rxjs `Observable` that is used. */
interface ObservableLike {
  subscribe(observer: ObserverLike): unknown
}

interface ObserverLike {
  next(value: unknown): void
  error(error: unknown): void
  complete(): void
}

type ObservableClass = new (subscribe: (observer: ObserverLike) => unknown) => ObservableLike

/** Lets everybody pass; it takes note of what is asked for before other guards may fail. */
export function guardOf(reporter: NestReporter): object {
  return {
    canActivate(context: HostLike): boolean {
      attempt(() => reporter.of(context))
      return true
    },
  }
}

/** Runs each handler in its exchange, and reports what leaves it, its pipes and other interceptors. */
export function interceptorOf(reporter: NestReporter): object {
  return {
    intercept(context: HostLike, next: { handle(): ObservableLike }): ObservableLike {
      const exchange = attempt(() => reporter.of(context))
      if (!exchange) return next.handle()
      const report = (error: unknown): void => {
        attempt(() => reporter.report(exchange, error, context.getType(), placeOf(context)))
      }
      return observed(
        reporter.inside(exchange, () => next.handle()),
        report,
      )
    },
  }
}

/** The same observable, but for telling of its failure. */
function observed(source: ObservableLike, onError: (error: unknown) => void): ObservableLike {
  // rxjs's own class, which is not imported here
  const Observable = source.constructor as ObservableClass
  return new Observable((observer) =>
    source.subscribe({
      next: (value) => observer.next(value),
      error: (error) => {
        onError(error)
        observer.error(error)
      },
      complete: () => observer.complete(),
    }),
  )
}
