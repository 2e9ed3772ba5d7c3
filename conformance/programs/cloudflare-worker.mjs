/** A worker whose every handler fails when it is told to. */
import { Client } from 'raven-ts'
import { ravenCloudflare } from 'raven-ts/contrib/cloudflare'

const client = new Client({ install: false, flood: false }) // all these errors are meant
const raven = ravenCloudflare({ client })

async function* chunks() {
  yield new TextEncoder().encode('green ')
  throw new TypeError('no body')
}

export default raven.wrap({
  async fetch(request) {
    const { pathname } = new URL(request.url)
    if (pathname === '/fine') return Response.json({ fine: true })
    if (pathname === '/said') {
      client.captureMessage('no message')
      return new Response('said')
    }
    if (pathname === '/body') return new Response(ReadableStream.from(chunks()))
    throw new TypeError(`no ${pathname}`)
  },
  async scheduled() {
    throw new TypeError('no cron')
  },
  async queue() {
    throw new TypeError('no queue')
  },
})
