/**
 * A filter that is asked about every error and takes none.
 *
 * Nest hands an error to the first filter whose class of errors it belongs to. The class named here says
 * of nothing that it belongs to it, and sees everything it is asked about, so that filters of the program,
 * and Nest's own answer where there is none, stay what they are.
 */

import { attempt } from 'raven-ts/contrib/web'
import { define } from './metadata.ts'
import type { NestReporter } from './reporter.ts'

/** Makes the filter. */
export function filterOf(reporter: NestReporter): object {
  const everything = {
    [Symbol.hasInstance](error: unknown): boolean {
      attempt(() => reporter.sniff(error))
      return false
    },
  }
  class RavenFilter {
    /** Never called. */
    catch(): void {}
  }
  define('__filterCatchExceptions__', [everything], RavenFilter)
  return new RavenFilter()
}
