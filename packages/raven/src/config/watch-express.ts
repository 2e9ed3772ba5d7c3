/**
 * Express 5 and 4: two methods of all its routers and layers.
 *
 * A router's `handle` begins a request and is told at the end what nobody handled; a layer's `handleError`
 * calls the program's own handlers, which may answer and tell nobody.
 */

import type { RavenExpress } from 'raven-ts/contrib/express'
import { quietly } from './quietly.ts'
import type { Watch } from './watch.ts'

type Raven = RavenExpress
type Request = Parameters<Raven['requests']>[0] & { baseUrl?: string }
type Response = Parameters<Raven['requests']>[1]
type Next = (error?: unknown) => void

/** Where Express is, whatever manager installed it. */
const EXPRESS = '/node_modules/express/index.js'
/** How a function says that it is a handler of errors. */
const HANDLER = 4

interface RouterLike {
  readonly stack?: readonly object[]
}

export function watchExpress(watch: Watch): void {
  let raven: Raven | undefined
  watch.onServer(() => {
    for (const express of watch.loaded(EXPRESS)) {
      raven ??= watch.make<Raven>('express', 'ravenExpress')
      const Router: unknown = Reflect.get(express, 'Router')
      if (typeof Router === 'function') watchRouters(watch, Router, raven)
    }
  })
}

/** What is reported while a request says where it is, by the routers around it. */
interface Place {
  readonly raven: Raven
  /** Where the router is that has the request: a handler of errors may stand at a path of its own. */
  readonly bases: WeakMap<object, string | undefined>
}

/** In Express 5 routers inherit from their class as usual; in Express 4 from the function itself. */
function watchRouters(watch: Watch, Router: object, raven: Raven): void {
  const place: Place = { raven, bases: new WeakMap() }
  const { prototype } = Router as { prototype: object } // a function, and its prototype is one too
  watch.replace(
    Object.hasOwn(Router, 'handle') ? Router : prototype,
    'handle',
    (original) =>
      function (this: RouterLike, request: Request, response: Response, out: Next) {
        const [layer] = this.stack ?? []
        if (layer) watchLayers(watch, layer, place)
        const { bases } = place
        const [isNew, above] = [!bases.has(request), bases.get(request)]
        bases.set(request, request.baseUrl)
        const done: Next = (...left) => {
          if (left[0]) report(place, left[0], request, response)
          bases.set(request, above)
          out(...left)
        }
        const handle = (): unknown => Reflect.apply(original, this, [request, response, done])
        // a router within a router is the same request
        if (!isNew) return handle()
        raven.requests(request, response, handle)
        return undefined
      },
  )
}

function watchLayers(watch: Watch, layer: object, place: Place): void {
  const home: unknown = Object.getPrototypeOf(layer)
  if (typeof home !== 'object' || home === null) return
  for (const name of ['handleError', 'handle_error']) {
    watch.replace(
      home,
      name,
      (original) =>
        function (
          this: { readonly handle?: { readonly length: number } },
          ...args: [unknown, Request, Response, Next]
        ) {
          const [error, request, response] = args
          if (this.handle?.length === HANDLER) report(place, error, request, response)
          return Reflect.apply(original, this, args)
        },
    )
  }
}

/** Reports as from within the router that had the request; the same error again is no other. */
function report({ raven, bases }: Place, error: unknown, request: Request, response: Response) {
  const { baseUrl } = request
  quietly(() => Object.assign(request, { baseUrl: bases.get(request) }))
  quietly(() => raven.errors(error, request, response, () => {}))
  quietly(() => Object.assign(request, { baseUrl }))
}
