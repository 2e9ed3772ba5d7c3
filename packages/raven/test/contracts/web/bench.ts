/** Where a system is put to try its promises: apps with a client that remembers, and questions to them. */

import { expect, onTestFinished } from 'vitest'
import type { Client, ClientOptions, Event } from 'raven-ts'
import type { WebOptions } from 'raven-ts/contrib/web'
import { record, type Recorder } from 'raven-ts/testing'
import { failure, ROUTES } from './routes.ts'
import type { AppSpec, Integration, Route, SignedIn, WebSystem } from './system.ts'

/** A served app, and what became of its errors. */
export interface Shop {
  readonly url: string
  readonly recorder: Recorder
  readonly client: Client
  /** What reached the app's own handler of errors. */
  readonly handled: unknown[]
  /** Flushes; all events so far, oldest first. */
  readonly events: () => Promise<readonly Event[]>
}

/** What an app may be given besides its integration. */
export interface ShopParts {
  readonly routes?: readonly Route[]
  readonly client?: ClientOptions
  readonly signedIn?: SignedIn
  readonly trustsProxy?: boolean
  readonly handled?: unknown[]
}

/** One system's bench. */
export interface Bench<Raven extends Integration> {
  readonly system: WebSystem<Raven>
  /** Serves an app whose client remembers every event. */
  readonly shop: (options?: Partial<WebOptions>, parts?: ShopParts) => Promise<Shop>
  /** Makes an integration that ends with the test. */
  readonly integrate: (options: WebOptions, parts?: ShopParts) => Raven
  /** Serves an app until the test ends. */
  readonly serve: (raven: Raven | undefined, parts?: ShopParts) => Promise<{ url: string }>
}

/** Makes the bench of a system. */
export function benchOf<Raven extends Integration>(system: WebSystem<Raven>): Bench<Raven> {
  const integrate = (options: WebOptions, { trustsProxy = false }: ShopParts = {}): Raven => {
    const raven = system.integrate(options, trustsProxy)
    onTestFinished(() => raven.uninstall())
    return raven
  }
  const serve = async (raven: Raven | undefined, parts: ShopParts = {}) => {
    const { url, close } = await system.serve(specOf(parts), raven)
    onTestFinished(() => close())
    return { url }
  }
  return {
    system,
    integrate,
    serve,
    shop: async (options = {}, parts = {}) => {
      const recorder = record({ diagnostics: false, flood: false, ...parts.client })
      const { client, events } = recorder
      const handled: unknown[] = []
      const raven = integrate({ client, ...options }, parts)
      const { url } = await serve(raven, { ...parts, handled })
      return { url, recorder, client, handled, events }
    },
  }
}

function specOf({ routes = [], signedIn = {}, trustsProxy = false, handled }: ShopParts): AppSpec {
  return {
    routes: [...ROUTES, ...routes],
    signedIn,
    trustsProxy,
    middleware: () => {
      throw failure('from a middleware')
    },
    lost: (path) => {
      if (path === '/lost') throw failure('from the handler for what is not found')
    },
    streamFailure: () => failure('in the middle of the body'),
    answerFor: (error) => {
      const answer: unknown =
        typeof error === 'object' && error !== null && Reflect.get(error, 'answerAs')
      return typeof answer === 'number' ? answer : undefined
    },
    handled: (error) => void handled?.push(error),
  }
}

/** Asks by a connection of its own, to the end of the answer. */
export async function get(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, {
    ...init,
    headers: { connection: 'close', ...init.headers },
  })
  await response.clone().arrayBuffer()
  return response
}

/** The one event there is. */
export async function only({ events }: Pick<Shop, 'events'>): Promise<Event> {
  const all = await events()
  expect(all.map((event) => valueOf(event) ?? event.logentry)).toHaveLength(1)
  return all[0] ?? {}
}

/** What its error says. */
export const valueOf = (event: Event): string | undefined => event.exception?.values.at(-1)?.value

/** Until every event that waits for its answer was judged. */
export async function settled(client: Client): Promise<void> {
  await client.flush()
}
