import { ravenNext } from 'raven-ts/contrib/next'

export const { register, onRequestError } = ravenNext({ dsn: process.env.SENTRY_DSN })
