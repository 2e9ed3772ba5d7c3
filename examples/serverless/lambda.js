import { ravenLambda } from 'raven-ts/contrib/aws-lambda'

const raven = ravenLambda() // SENTRY_DSN says where events go

export const handler = raven.wrap(async (event) => {
  throw new Error(`there is no ${event.pathParameters.kind} tea`)
})
