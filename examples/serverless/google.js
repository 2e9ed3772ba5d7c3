import { ravenGoogle } from 'raven-ts/contrib/google-cloud-functions'

const raven = ravenGoogle() // SENTRY_DSN says where events go

// with the framework: functions.cloudEvent('poured', poured)
export const poured = raven.wrap(async (event) => {
  throw new Error(`there is no ${event.data.kind} tea`)
})
