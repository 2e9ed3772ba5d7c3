import { ravenCloudflare } from 'raven-ts/contrib/cloudflare'

const raven = ravenCloudflare() // the worker's variable SENTRY_DSN says where events go

export default raven.wrap({
  async fetch(request) {
    throw new Error(`there is no ${new URL(request.url).pathname.split('/').at(-1)} tea`)
  },
})
