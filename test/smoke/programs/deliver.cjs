/** One event through the client, both packages by `require`. */
const { join } = require('node:path')
const { startInbox } = require('raven-inbox')
const { Client } = require('raven-ts')

async function main() {
  const inbox = await startInbox({ file: join(__dirname, 'deliver-cjs.db'), port: 0 })
  const client = new Client(inbox.dsn())
  client.captureException(new RangeError('by require'))
  await client.close(20_000)
  const response = await fetch(new URL('/api/0/issues/', inbox.url))
  const { rows } = await response.json()
  console.log(JSON.stringify(rows.map(({ title, count }) => `${count} ${title}`)))
  await inbox.close()
}

void main()
