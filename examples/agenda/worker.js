import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda } from 'agenda'
import { Client } from 'raven-ts'
import { ravenAgenda } from 'raven-ts/contrib/agenda'

const client = new Client({ install: true }) // SENTRY_DSN
const raven = ravenAgenda({ client })
const connectionString = process.env.DATABASE_URL ?? 'postgres://localhost/postgres'

const agenda = new Agenda({ backend: new PostgresBackend({ connectionString }), processEvery: 200 })
raven.watch(agenda)

async function tea(job) {
  const { kind, guest } = job.attrs.data
  client.userContext({ id: guest })
  if (kind === 'green') throw new Error('there is no green tea')
  console.log(`a cup of ${kind} tea`)
}

const backoff = ({ attempt }) => (attempt < 2 ? 100 : null)
// a promise is waited for, which Agenda's type says besides
// oxlint-disable-next-line typescript/no-misused-promises
agenda.define('tea', raven.wrapProcessor(tea), { backoff })

agenda.on('retry exhausted', ({ message }) => {
  console.log(`failed: ${message}`)
  void end()
})

async function end() {
  await agenda.stop()
  process.exit()
}

await agenda.start()
await agenda.now('tea', { kind: 'black', guest: '42' })
await agenda.now('tea', { kind: 'green', guest: '42' })
