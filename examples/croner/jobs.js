import { Cron } from 'croner'
import { Client } from 'raven-ts'
import { withCheckIns } from 'raven-ts/contrib/checkins'

const client = new Client({ install: true }) // SENTRY_DSN

function orderTea() {
  throw new Error('there is no green tea')
}

const caught = (error) => console.log(`failed: ${error.message}`)

new Cron(
  '* * * * * *',
  { name: 'order-tea', maxRuns: 1, catch: caught },
  withCheckIns(orderTea, { client }),
)
