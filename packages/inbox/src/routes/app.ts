/** Everything but ingestion, as one fetch handler: guard, JSON, pages. */

import { Hono } from 'hono'
import { createGuard } from './guard.ts'
import type { GuardRules } from './guard.ts'
import { problem } from './json.ts'
import { createTwins } from './twins.ts'
import type { TwinsDeps } from './twins.ts'

/** What {@link createApp} is made from. */
export interface AppDeps extends TwinsDeps {
  readonly guard: GuardRules
  /** The pages, which answer every path that is left. */
  readonly pages: Hono
  /** Is told what went wrong on our side. */
  readonly onError: (error: unknown) => void
}

/** The second door. */
export function createApp(deps: AppDeps): Hono {
  const app = new Hono({ strict: false })
  app.use(createGuard(deps.guard))
  app.route('/api/0', createTwins(deps))
  app.route('/', deps.pages)
  app.onError((error) => {
    deps.onError(error)
    return problem(500, 'the inbox failed to answer')
  })
  return app
}
