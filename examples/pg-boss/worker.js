import PgBoss from 'pg-boss'
import { Client } from 'raven-ts'
import { ravenPgBoss } from 'raven-ts/contrib/pg-boss'

const client = new Client({ install: true }) // SENTRY_DSN
const raven = ravenPgBoss({ client })

const boss = new PgBoss(process.env.DATABASE_URL ?? 'postgres://localhost/postgres')
boss.on('error', (error) => console.error(error))
raven.watch(boss)
await boss.start()
await boss.createQueue('tea')

const brew = raven.wrapProcessor(async ([job]) => {
  client.userContext({ id: job.data.guest })
  if (job.data.kind === 'green') throw new Error('there is no green tea')
  return `a cup of ${job.data.kind} tea`
})

const options = { includeMetadata: true, pollingIntervalSeconds: 0.5 }
await boss.work('tea', options, async (jobs) => {
  try {
    console.log(await brew(jobs))
  } catch (error) {
    if (jobs[0].retryCount === jobs[0].retryLimit) {
      console.log(`failed: ${error.message}`)
      setImmediate(() => void boss.stop())
    }
    throw error
  }
})

await boss.send('tea', { kind: 'black', guest: '42' })
await boss.send('tea', { kind: 'green', guest: '42' }, { retryLimit: 1, retryDelay: 0 })
