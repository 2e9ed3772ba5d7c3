/**
 * Fails in one of many ways. With a mode it reports, with variables, and appends each event to a file.
 *
 * The functions `inner` and `outer` are what the case looks for.
 */
import { EventEmitter } from 'node:events'
import { appendFileSync } from 'node:fs'
import process from 'node:process'
import { Client } from 'raven-ts'

const [kind, mode, file] = process.argv.slice(2)
const client =
  mode === undefined
    ? undefined
    : new Client('http://public@127.0.0.1:9/1', {
        captureLocals: mode,
        install: true,
        spool: false,
        shutdownTimeoutMs: 0,
        diagnostics: false,
        beforeSend: (event) => {
          appendFileSync(file, `${JSON.stringify(event)}\n`)
          return null
        },
      })

function inner(price, { rate }) {
  const tax = price * rate
  let seen = 0
  if (tax > 0) {
    const inBlock = 'yes'
    const error = new RangeError(`${kind} ${inBlock} ${seen++}`)
    throw error
  }
  const never = tax
  return never
}

class Cart {
  items = ['book']
  get total() {
    throw new Error('a getter ran')
  }
  sum(price) {
    const cart = this
    return inner(price, { rate: 2, cart })
  }
}

function outer(base) {
  const password = 'hunter2'
  return new Cart().sum(base + 1, password)
}

async function innerAsync(price) {
  const before = price * 2
  await Promise.resolve()
  const after = before + 1
  throw new RangeError(`${kind} ${after}`)
}

async function outerAsync(base) {
  const word = 'async'
  await innerAsync(base + 1)
  return word
}

const kinds = {
  timer: () => outer(1),
  event: () => new EventEmitter().on('go', (base) => outer(base)).emit('go', 1),
  async: () => void outerAsync(1),
  chain: () => void Promise.resolve(1).then((base) => outer(base)),
  closure: () => {
    const make = (base) => () => outer(base)
    make(1)()
  },
  recursion: () => {
    const down = (depth) => (depth === 0 ? outer(1) : down(depth - 1))
    down(3)
  },
  primitive: () => {
    const thrower = (code) => {
      throw `code ${code}`
    }
    thrower(7)
  },
  exitCode: () => {
    process.exitCode = 3
  },
  exit: () => process.exit(4),
  handled: () => {
    try {
      outer(1)
    } catch (error) {
      client?.captureException(error)
    }
  },
  handledAsync: async () => {
    try {
      await outerAsync(1)
    } catch (error) {
      client?.captureException(error)
    }
  },
  handledByWatch: () => {
    try {
      const watching = (own) =>
        client.watch(
          () => ({ watched: 1 }),
          () => outer(own),
        )
      watching(1)
    } catch (error) {
      client.captureException(error)
    }
  },
}
// V8 takes the top level of a module for code whose errors are caught
setTimeout(() => void kinds[kind](), 1)
