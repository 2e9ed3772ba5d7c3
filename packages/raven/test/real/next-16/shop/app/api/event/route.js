export { eventIds as GET } from 'raven-ts/contrib/next'
