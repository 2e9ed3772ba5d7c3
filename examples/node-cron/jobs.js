import cron from 'node-cron'
import { Client } from 'raven-ts'
import { withCheckIns } from 'raven-ts/contrib/checkins'

const client = new Client({ install: true }) // SENTRY_DSN

function orderTea() {
  throw new Error('there is no green tea')
}

const task = cron.schedule('* * * * * *', withCheckIns(orderTea, { client }), {
  name: 'order-tea',
  maxExecutions: 1,
})
task.on('execution:failed', ({ execution }) => {
  console.log(`failed: ${execution?.error?.message}`)
  void task.destroy()
})
