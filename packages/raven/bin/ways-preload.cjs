/** A preload that installs a client, as `--require` and `NODE_OPTIONS` bring one; bare, it does nothing. */
const stage = process.env.RAVEN_DOCTOR_STAGE
if (stage !== 'bare') {
  const { Client } = require('raven-ts')
  const client = new Client({ install: true })
  if (stage === 'captured') client.captureException(new TypeError('captured before'))
}
