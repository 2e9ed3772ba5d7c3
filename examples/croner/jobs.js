import { Cron } from 'croner'
import { Client } from 'raven-ts'
import { withCheckIns } from 'raven-ts/contrib/checkins'

const client = new Client({ install: true }) // SENTRY_DSN

function orderTea() {
  throw new Error('there is no green tea')
}

const job = new Cron(
  '* * * * * *',
  {
    name: 'order-tea',
    paused: true,
    maxRuns: 1,
    catch: (error) => console.log(`failed: ${error.message}`),
  },
  withCheckIns(orderTea, { client }),
)
job.resume()
