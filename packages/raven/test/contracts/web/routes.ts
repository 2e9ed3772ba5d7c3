/** Behaviours of routes that the whole contract shares. */

import { setImmediate as turn } from 'node:timers/promises'
import type { Route } from './system.ts'

/** An error as routes throw it; `fields` are put on it. */
export const failure = (message: string, fields: object = {}): Error =>
  Object.assign(new TypeError(message), fields)

/** Routes of every app of the contract. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/fine', run: () => ({ fine: true }) },
  {
    method: 'GET',
    path: '/throw',
    run: () => {
      throw failure('thrown at once')
    },
  },
  {
    method: 'GET',
    path: '/reject',
    run: async () => {
      await turn()
      throw failure('thrown after a turn')
    },
  },
  {
    method: 'GET',
    path: '/primitive',
    run: () => {
      throw Object('a mere text') as Error
    },
  },
  {
    method: 'GET',
    path: '/says/:status',
    run: ({ params }) => {
      throw failure(`says ${params.status}`, {
        status: Number(params.status),
        statusCode: Number(params.status),
      })
    },
  },
  {
    method: 'GET',
    path: '/handled/:status',
    run: ({ params }) => {
      throw failure(`handled as ${params.status}`, { answerAs: Number(params.status) })
    },
  },
  {
    method: 'GET',
    path: '/leak',
    run: () => {
      throw failure('the other server said 404', { status: 404, statusCode: 404, answerAs: 500 })
    },
  },
  {
    method: 'GET',
    path: '/manual',
    run: ({ sentry }) => {
      sentry?.tagsContext({ by: 'hand' })
      sentry?.userContext({ id: 'ann' })
      sentry?.extraContext({ more: 1 })
      sentry?.captureException(failure('reported by hand'))
      return { id: sentry?.id ?? null }
    },
  },
  {
    method: 'GET',
    path: '/twice',
    run: ({ sentry }) => {
      const error = failure('reported and thrown on')
      sentry?.captureException(error)
      throw error
    },
  },
  {
    method: 'POST',
    path: '/body',
    run: () => {
      throw failure('with a body')
    },
  },
  {
    method: 'GET',
    path: '/users/:id/orders',
    run: () => {
      throw failure('no orders')
    },
  },
]
