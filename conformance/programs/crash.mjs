/** Dies of an error that nobody catches; reports it first where a DSN is given. */
import process from 'node:process'
import { Client } from 'raven-ts'

const [kind, dsn] = process.argv.slice(2)
if (dsn !== undefined) new Client(dsn).install()

function fail() {
  throw new TypeError('thrown to the end')
}

async function refuse() {
  throw new RangeError('rejected to the end')
}

if (kind === 'throw') setTimeout(fail, 0)
else void refuse()
