import { ravenAzure } from 'raven-ts/contrib/azure-functions'

const raven = ravenAzure() // SENTRY_DSN says where events go

// in an app: app.storageQueue('poured', { queueName: 'tea', connection: 'STORAGE', handler: poured })
export const poured = raven.wrap(async (message) => {
  throw new Error(`there is no ${message.kind} tea`)
})
