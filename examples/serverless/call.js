/** Calls a function as its platform would, and stops like it: at once, when the answer is there. */
import { handler } from './lambda.js'
import worker from './cloudflare.js'
import { poured as googles } from './google.js'
import { poured as azures } from './azure.js'

const kind = 'green'

const CALLS = {
  lambda: () =>
    handler(
      {
        routeKey: 'GET /tea/{kind}',
        rawPath: `/tea/${kind}`,
        rawQueryString: 'cups=2',
        headers: { host: 'tea.example' },
        pathParameters: { kind },
        requestContext: { http: { method: 'GET', sourceIp: '203.0.113.9' } },
      },
      { functionName: 'tea', awsRequestId: 'a1b2', getRemainingTimeInMillis: () => 30_000 },
    ),
  cloudflare: async () => {
    const waiting = []
    const context = { waitUntil: (promise) => waiting.push(promise) }
    try {
      await worker.fetch(new Request(`https://tea.example/tea/${kind}`), process.env, context)
    } finally {
      await Promise.all(waiting) // the runtime lives on for these, and no longer
    }
  },
  google: () => googles({ specversion: '1.0', type: 'tea.poured', data: { kind } }),
  azure: () => azures({ kind }, { functionName: 'poured', invocationId: 'a1b2' }),
}

try {
  await CALLS[process.argv[2]]()
} catch (error) {
  console.log(`the platform has its answer: ${error.message}`)
}
process.kill(process.pid, 'SIGKILL')
