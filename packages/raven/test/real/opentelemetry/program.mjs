/**
 * A shop with OpenTelemetry's own SDK, as its users set it up. It reports errors in and outside of
 * spans, and writes to stdout what was asked for and the `trace` context of each event.
 */
import { once } from 'node:events'
import { context, trace } from '@opentelemetry/api'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import express from 'express'
import { ravenExpress } from 'raven-ts/contrib/express'
import { record } from 'raven-ts/testing'

const provider = new NodeTracerProvider()
provider.register()
const tracer = trace.getTracer('shop')

/** The trace of the one event that `report` makes. */
async function traceOf(report) {
  const { client, events } = record({ diagnostics: false })
  await report(client)
  const [event, ...others] = await events()
  if (event === undefined || others.length > 0) throw new Error('not one event')
  return event.contexts?.trace ?? null
}

async function inSpan() {
  const span = tracer.startSpan('pay')
  const found = await traceOf((client) =>
    context.with(trace.setSpan(context.active(), span), () => {
      client.captureException(new Error('card'))
    }),
  )
  span.end()
  const { traceId, spanId } = span.spanContext()
  return { found, span: { trace_id: traceId, span_id: spanId } }
}

function inInnerSpan() {
  return tracer.startActiveSpan('order', (outer) =>
    tracer.startActiveSpan('pay', async (inner) => {
      await new Promise(setImmediate)
      const found = await traceOf((client) => client.captureMessage('slow'))
      inner.end()
      outer.end()
      const { traceId, spanId } = inner.spanContext()
      const parent = outer.spanContext().spanId
      return { found, span: { trace_id: traceId, span_id: spanId, parent_span_id: parent } }
    }),
  )
}

/** A request with these headers to a route that reports an error, in a span of its own or not. */
async function request(client, headers, ownSpan) {
  const app = express()
  app.use(ravenExpress({ client }).requests)
  app.get('/', (_request, response) => {
    const report = () => client.captureException(new Error('no stock'))
    if (ownSpan) tracer.startActiveSpan('serve', report)
    else report()
    response.end()
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await fetch(`http://127.0.0.1:${server.address().port}/`, { headers })
  server.close()
  server.closeAllConnections()
}

const cases = JSON.parse(process.argv[2])
const requests = {}
for (const [name, headers] of Object.entries(cases))
  requests[name] = await traceOf((client) => request(client, headers, false))

const results = {
  inSpan: await inSpan(),
  inInnerSpan: await inInnerSpan(),
  outside: await traceOf((client) => client.captureException(new Error('alone'))),
  requests,
  servedInSpan: await traceOf((client) => request(client, Object.values(cases)[0], true)),
}
process.stdout.write(JSON.stringify(results))
await provider.shutdown()
