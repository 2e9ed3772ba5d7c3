/** Fails with variables about, in the way named by the first argument, and prints what came of it. */
import { Client, memoryTransport } from 'raven-ts'
import { RemoveStackLocalsProcessor } from 'raven-ts/processors'

/** A client that sends nothing, and the variables of `pay` in each event so far. */
function recorder(options) {
  const transport = memoryTransport()
  const client = new Client('http://public@127.0.0.1:9/1', {
    captureLocals: 'all',
    spool: false,
    flood: false,
    transport: () => transport,
    ...options,
  })
  const shown = async () => {
    await client.flush()
    const texts = transport.requests.map(({ body }) => new TextDecoder().decode(body))
    const events = texts.map((text) => JSON.parse(text.split('\n')[2]))
    return events.map(({ exception }) => {
      const { frames } = exception.values.at(-1).stacktrace
      return frames.findLast((frame) => frame.function === 'pay')?.vars ?? null
    })
  }
  return { client, shown, events: () => transport.requests.length }
}

function pay(amount, more) {
  const due = amount + 1
  throw new RangeError(`cannot pay ${due} of ${typeof more}`)
}

/** What was thrown by `pay`, caught. */
function failure(amount, more) {
  try {
    return pay(amount, more)
  } catch (error) {
    return error
  }
}

function listeners() {
  const names = ['exit', 'beforeExit', 'uncaughtException', 'uncaughtExceptionMonitor']
  return names.map((name) => process.listenerCount(name)).join()
}

const ways = {
  async clients() {
    const [all, uncaught, none] = ['all', 'uncaught', false].map((captureLocals) =>
      recorder({ captureLocals, install: true }),
    )
    process.on('uncaughtException', () => {})
    const error = failure(1)
    for (const { client } of [all, uncaught, none]) client.captureException(error)
    await new Promise((resolve) => {
      setImmediate(resolve)
      setImmediate(() => pay(2))
    })
    await new Promise(setImmediate)
    return { all: await all.shown(), uncaught: await uncaught.shown(), none: await none.shown() }
  },
  async close() {
    const before = listeners()
    const [first, second] = [recorder(), recorder()]
    await first.client.close()
    second.client.captureException(failure(1))
    const whileOne = await second.shown()
    await second.client.close()
    const bystander = recorder({ captureLocals: false })
    const { client } = bystander
    client.captureException(failure(2))
    await client.close()
    const late = recorder()
    const missed = failure(3) // seen by the one that has begun only now
    late.client.captureException(missed)
    const again = await late.shown()
    await late.client.close()
    return { whileOne, again, undone: listeners() === before }
  },
  async bucket() {
    const { client, shown } = recorder()
    for (let i = 0; i < 300; i++) client.captureException(failure(i))
    const all = await shown()
    return { events: all.length, seen: all.filter((vars) => vars !== null).length }
  },
  async memory() {
    let now = 0
    performance.now = () => (now += 1_000) // the bucket is always full
    const { client } = recorder({ sampleRate: 0 })
    const throwSome = (times) => {
      for (let i = 0; i < times; i++) {
        client.captureException(
          failure(i, { text: `${i}`.repeat(20_000), list: Array(5_000).fill(i) }),
        )
      }
      globalThis.gc()
      return process.memoryUsage().heapUsed / 1024 / 1024
    }
    const before = throwSome(100)
    return { grownMegabytes: throwSome(500) - before }
  },
  async masked() {
    const secret = `ghp_${'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z5A'.slice(0, 36)}`
    const found = []
    for (const processors of [
      [],
      [new RemoveStackLocalsProcessor()],
      ['RemoveStackLocalsProcessor'],
    ]) {
      const { client, shown } = recorder({ processors })
      const error = failure(1, { password: 'hunter2', note: `use ${secret} here` })
      client.captureException(error)
      found.push(...(await shown()))
      await client.close()
    }
    return { found, leaks: JSON.stringify(found).includes(secret) }
  },
  async off() {
    const { client, shown } = recorder({ captureLocals: false })
    client.captureException(failure(1))
    return { shown: await shown(), loaded: loaded() }
  },
  async on() {
    const { client, shown } = recorder()
    client.captureException(failure(1))
    return { shown: await shown(), loaded: loaded() }
  },
}

/** Whether Node's inspector was loaded, as a program sees it. */
function loaded() {
  return process.moduleLoadList.includes('NativeModule inspector')
}

console.log(JSON.stringify(await ways[process.argv[2]]()))
