import { Logger, run } from 'graphile-worker'
import { Client } from 'raven-ts'
import { ravenGraphileWorker } from 'raven-ts/contrib/graphile-worker'

const client = new Client({ install: true }) // SENTRY_DSN
const raven = ravenGraphileWorker({ client })

async function tea({ kind, guest }) {
  client.userContext({ id: guest })
  if (kind === 'green') throw new Error('there is no green tea')
  console.log(`a cup of ${kind} tea`)
}

const runner = await run({
  connectionString: process.env.DATABASE_URL ?? 'postgres://localhost/postgres',
  taskList: { tea: raven.wrapProcessor(tea) },
  logger: new Logger(() => () => {}),
})
raven.watch(runner.events)

runner.events.on('job:failed', ({ error }) => {
  console.log(`failed: ${error.message}`)
  setImmediate(() => void runner.stop())
})

await runner.addJob('tea', { kind: 'black', guest: '42' })
await runner.addJob('tea', { kind: 'green', guest: '42' }, { maxAttempts: 2 })
