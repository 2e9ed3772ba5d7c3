/** An app of Azure Functions: one function is wrapped by itself, all by the hook. */
import { app } from '@azure/functions'
import { Client } from 'raven-ts'
import { ravenAzure } from 'raven-ts/contrib/azure-functions'

const client = new Client({ install: false, diagnostics: false })
const raven = ravenAzure({ client, flushTimeoutMs: Number(process.env.HELD_MS ?? 20_000) })
if (process.env.HOOK === 'yes') app.hook.preInvocation(raven.preInvocation)

function answerOf(way) {
  if (way === 'fails') throw new RangeError('no tea')
  if (way === 'says') client.captureMessage('tea is low')
  return { jsonBody: { tea: 'green' }, headers: { 'x-tea': 'green' } }
}

app.http('http', {
  route: 'tea/{kind}',
  methods: ['GET'],
  handler: raven.wrap(async (request) => answerOf(request.query.get('way'))),
})

app.http('hooked', { methods: ['GET'], handler: (request) => answerOf(request.query.get('way')) })

app.storageQueue('queue', {
  queueName: 'orders',
  connection: 'STORAGE',
  handler: raven.wrap(async ({ way }) => answerOf(way)),
})
