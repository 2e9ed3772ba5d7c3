/**
 * Captures by chance and ends in the way it is told. Keeps books of its own in a file: `+` before a
 * capture, `=` after it, `- reason count` for a loss, each written before anything else happens.
 */
import { openSync, writeSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'raven-ts'
import { below, oneOf, randomFrom } from '../helpers/chance.mjs'

const [way, dsn, file, seed] = process.argv.slice(2)
const random = randomFrom(Number(seed))
const books = openSync(file, 'a')
const note = (line) => writeSync(books, `${line}\n`)

const client = new Client(dsn, {
  diagnostics: false,
  ignoreExceptions: [SyntaxError],
  onLoss: (reason, count) => note(`- ${reason} ${count}`),
  ...(random() < 0.3 && {
    beforeSend: (event) => (event.logentry?.message === 'unwanted' ? null : event),
  }),
})

function capture(error) {
  note('+')
  if (typeof error === 'string') client.captureMessage(error)
  else client.captureException(error)
  note('=')
}

const known = new RangeError('the very same')
const kinds = [
  () => capture(new TypeError('of a kind')),
  () => capture(new Error(`number ${below(random, 1_000_000)}`)),
  () => capture('a message'),
  () => capture('unwanted'),
  () => capture(known),
  () => capture(new SyntaxError('ignored')),
  () => {
    for (let number = below(random, 90); number > 0; number--) capture(new EvalError('a flood'))
  },
]

const pauses = [
  () => undefined,
  () => undefined,
  () => new Promise((resolve) => setImmediate(resolve)),
  () => sleep(below(random, 15)),
]

async function some(count) {
  for (let number = 0; number < count; number++) {
    oneOf(random, kinds)()
    await oneOf(random, pauses)()
  }
}

/** What nobody catches is captured as well. */
function thrown() {
  client.install()
  note('+')
  note('=')
  throw new Error('nobody catches this')
}

const end = (signal) => process.kill(process.pid, signal)

const ways = {
  nothing: () => undefined,
  close: () => client.close(300),
  exit: () => process.exit(0),
  throw: () => setImmediate(thrown),
  kill: () => end('SIGKILL'),
  'kill later': async () => (await sleep(below(random, 60)), end('SIGKILL')),
  'kill in turn': () => (kinds.forEach((kind) => kind()), end('SIGKILL')),
  terminate: () => end('SIGTERM'),
  abort: () => process.abort(),
  endless: () => some(Infinity),
}

await sleep(20) // what others left is looked for by then
await some(5 + below(random, 40))
await ways[way]()
