// Loaders on a thread of Node's own, as TypeScript runners use them.
import { register } from 'node:module'

register('data:text/javascript,export const load = (url, context, next) => next(url, context)')
await import('./plain.mjs')
