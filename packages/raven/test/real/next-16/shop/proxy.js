import { wrapProxy } from 'raven-ts/contrib/next'

export const proxy = wrapProxy(({ nextUrl }) => {
  if (nextUrl.pathname === '/stopped') throw new Error('from the proxy')
})
