/** A sandboxed processor that reports for itself. */
import { Client } from 'raven-ts'
import { ravenBullmq } from 'raven-ts/contrib/bullmq'

const client = new Client()
const raven = ravenBullmq({ client })

export default raven.wrapProcessor(async function brew(job) {
  client.tagsContext({ kettle: 'small' })
  if (job.data.crash) process.exit(3)
  throw new TypeError(`cannot brew order ${job.data.order}`)
})
