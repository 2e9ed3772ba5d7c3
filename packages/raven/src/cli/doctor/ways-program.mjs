/**
 * Ends in the way named by the first argument: bare, with a client installed, or after a capture.
 *
 * `raven-ts doctor` compares what this program does with and without a client. All of it waits for a
 * module first, because that shows in stacks; bare, nothing of the client is loaded.
 */
import { EventEmitter, once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const [way, stage] = process.argv.slice(2)

/** Every property of what programs are known to patch; listeners are no property. */
async function look() {
  const { default: http } = await import('node:http')
  const { default: fs } = await import('node:fs')
  await import('node:worker_threads') // with it Node itself replaces process.chdir
  const watched = { globalThis, process, console, Error, Promise, EventEmitter, http, fs }
  return Object.entries(watched).flatMap(([name, object]) =>
    [object, object.prototype ?? Object.getPrototypeOf(object)].flatMap((each, at) =>
      Reflect.ownKeys(each).flatMap((key) => {
        const { value, get } = Object.getOwnPropertyDescriptor(each, key)
        const id = `${name}${at ? '^' : '.'}${String(key)}`
        return id.startsWith('process._events') ? [] : [[id, { value, get, each }]]
      }),
    ),
  )
}
/** Node makes some globals when they are first read: a getter that became its own value is the same. */
function isSame(then, now) {
  if (!then || !now) return false
  if (then.get === now.get) return Object.is(then.value, now.value)
  return then.get !== undefined && Object.is(Reflect.apply(then.get, then.each, []), now.value)
}
const before = way === 'globals' ? await look() : []

const { Client } = await import(stage === 'bare' ? 'node:path' : 'raven-ts')
const client = Client && new Client()
const report = (error) => stage === 'captured' && client.captureException(error)
const say = (event, show = String) =>
  process.on(event, (...all) => console.log(event, ...all.map(show)))

class Unlucky extends Error {
  name = 'Unlucky'
  order = 4711
}

function fail() {
  throw new Unlucky('nobody catches this')
}

async function refuse() {
  throw new Unlucky('nobody catches this')
}

/** Everything one can see of an error. */
function facts(error) {
  const keys = Reflect.ownKeys(error).map((key) => {
    const { value, enumerable, writable } = Object.getOwnPropertyDescriptor(error, key)
    return [String(key), String(value ?? error[key]), enumerable, writable]
  })
  const { name, message, stack } = error
  const frozen = Object.isFrozen(error)
  return JSON.stringify({ name, message, stack, keys, frozen, text: String(error) }, undefined, 1)
}

function allErrors() {
  const cause = new RangeError('the cause')
  const withGetter = Object.defineProperty(new Error('hidden'), 'secret', { get: () => 'read' })
  const relabelled = new Error('first')
  relabelled.message = 'second'
  const deep = (left) => (left === 0 ? new Error('deep') : deep(left - 1))
  return [
    new Unlucky('plain', { cause }),
    cause,
    new AggregateError([new Error('one'), cause], 'several'),
    thrownBy(() => readFileSync('/does/not/exist')),
    thrownBy(() => null.property),
    thrownBy(() => JSON.parse('{')),
    thrownBy(() => Buffer.alloc('x')),
    new DOMException('gone', 'AbortError'),
    Object.freeze(new Error('frozen')),
    withGetter,
    relabelled,
    deep(30),
  ]
}

function thrownBy(work) {
  try {
    return work()
  } catch (error) {
    return error
  }
}

async function workerThat(does) {
  const { Worker } = await import('node:worker_threads')
  const code = `import(${JSON.stringify(stage === 'bare' ? 'node:path' : import.meta.resolve('raven-ts'))})
    .then(({ Client }) => {
      const client = Client && new Client({ install: true })
      if (${stage === 'captured'}) client.captureException(new TypeError('captured before'))
      setImmediate(() => { ${does} })
    })`
  return new Worker(code, { eval: true })
}

async function serve() {
  const { createServer, get } = await import('node:http')
  const server = createServer((request, response) => {
    if (request.url === '/fails') {
      response.end('sorry')
      fail()
    }
    response.end('fine')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const ask = async (path) => {
    const [response] = await once(
      get({ port: server.address().port, path, agent: false }),
      'response',
    )
    for await (const chunk of response) console.log(path, String(chunk))
  }
  for (const path of ['/', '/fails', '/']) await ask(path)
  server.close()
}

/** What the program does before a client comes. */
const first = {
  'reject, heard before the client': () => say('unhandledRejection'),
  'reject, ended by the program': () => process.on('unhandledRejection', () => process.exit(8)),
  'throw, survived before the client': () => say('uncaughtException'),
}

const ways = {
  end: () => {},
  'end, with beforeExit and exit listeners': () => {
    say('beforeExit')
    say('exit')
  },
  'end, handles closed in time': async () => {
    const { createServer } = await import('node:net')
    const server = createServer().listen(0, '127.0.0.1', () => setTimeout(() => server.close(), 50))
    const timer = setInterval(() => clearInterval(timer), 20)
  },
  'end, handles unref’d': async () => {
    const { createServer } = await import('node:net')
    createServer().listen(0, '127.0.0.1').unref()
    setInterval(() => {}, 10).unref()
  },
  'end, a top-level wait for ever': () => new Promise(() => {}),
  exit: () => process.exit(3),
  'exit, later': async () => {
    await sleep(20)
    process.exit(3)
  },
  'exit, by exitCode': () => {
    process.exitCode = 4
  },
  'exit, a capture in the listener': () => {
    process.on('exit', (code) => {
      console.log('good-bye', code)
      report(new TypeError('at the very end'))
    })
  },
  'exit, the listener throws': () => {
    process.on('exit', () => {
      throw new Unlucky('at the very end')
    })
  },
  'throw, at once': fail,
  'throw, later': () => void setImmediate(fail),
  'throw, in a microtask': () => queueMicrotask(fail),
  'throw, in a listener': () => {
    const emitter = new EventEmitter()
    emitter.on('news', fail)
    setTimeout(() => emitter.emit('news'), 5)
  },
  'throw, an unheard error event': () => {
    setImmediate(() => new EventEmitter().emit('error', new Unlucky('nobody catches this')))
  },
  'throw, a text': () => {
    setImmediate(() => {
      throw 'a mere text'
    })
  },
  'throw, what was captured': () => {
    const error = new Unlucky('nobody catches this')
    report(error)
    setImmediate(() => {
      throw error
    })
  },
  'throw, monitored by the program': () => {
    say('uncaughtExceptionMonitor')
    setImmediate(fail)
  },
  'throw, survived': () => {
    const error = new Unlucky('nobody catches this')
    process.on('uncaughtException', (seen) => console.log(seen === error, facts(seen)))
    setImmediate(() => {
      throw error
    })
  },
  'throw, survived before the client': () => void setImmediate(fail),
  'throw, ended by the program': () => {
    process.on('uncaughtException', () => process.exit(9))
    setImmediate(fail)
  },
  'throw, the listener throws': () => {
    process.on('uncaughtException', () => {
      throw new RangeError('nobody catches this')
    })
    setImmediate(fail)
  },
  'throw, a capture callback': () => {
    process.setUncaughtExceptionCaptureCallback((error) => console.log('caught', facts(error)))
    setImmediate(fail)
  },
  'throw, a server lives on': async () => {
    process.on('uncaughtException', (error) => console.log('survived', String(error)))
    await serve()
  },
  reject: () => void refuse(),
  'reject, with a number': () => void Promise.reject(7),
  'reject, at the top level': refuse,
  'reject, what was captured': () => {
    const error = new Unlucky('nobody catches this')
    report(error)
    void Promise.reject(error)
  },
  'reject, heard': () => {
    say('unhandledRejection', (value) => (value instanceof Error ? facts(value) : typeof value))
    void refuse()
  },
  'reject, heard before the client': () => void refuse(),
  'reject, ended by the program': () => void refuse(),
  'reject, thrown on': () => {
    process.on('unhandledRejection', (error) => {
      throw error
    })
    void refuse()
  },
  'reject, heard no longer': () => {
    const listener = () => {}
    process.on('unhandledRejection', listener)
    process.off('unhandledRejection', listener)
    void refuse()
  },
  'reject, survived': () => {
    say('uncaughtException')
    void refuse()
  },
  'reject, handled late': async () => {
    say('rejectionHandled', (value) => typeof value)
    const refused = refuse()
    await sleep(20)
    try {
      await refused
    } catch (error) {
      console.log('late', facts(error))
    }
  },
  'reject, heard and handled late': async () => {
    say('unhandledRejection', (value) => typeof value)
    await ways['reject, handled late']()
  },
  'worker thread throws': async () =>
    void (await workerThat("throw new Error('nobody catches this')")),
  'worker thread throws, heard': async () => {
    const worker = await workerThat("throw new Error('nobody catches this')")
    worker.on('error', (error) => console.log('error', error.message))
    worker.on('exit', (code) => console.log('exit', code))
  },
  'worker thread exits': async () => {
    const worker = await workerThat('process.exit(5)')
    worker.on('exit', (code) => console.log('exit', code))
  },
  ...signals(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL']),
  abort: async () => {
    await sleep(20)
    process.abort()
  },
  errors: () => {
    for (const error of allErrors()) {
      report(error)
      console.log(facts(error))
    }
  },
  'errors, printed': () => {
    for (const error of allErrors()) {
      report(error)
      console.error(error)
    }
  },
  globals: async () => {
    await sleep(50)
    const then = new Map(before)
    const now = new Map(await look())
    for (const name of new Set([...then.keys(), ...now.keys()]))
      if (!isSame(then.get(name), now.get(name))) console.log('changed:', name)
    console.log([...now.keys()].join('\n'))
  },
  preloaded: () => void setImmediate(fail),
  permissions: async () => {
    console.log(process.permission.has('fs.write'), existsSync('/'))
    setImmediate(fail)
  },
}

function signals(names) {
  const entries = names.flatMap((name) => [
    [
      name,
      async () => {
        await sleep(20)
        process.kill(process.pid, name)
        await sleep(10_000)
      },
    ],
    [
      `${name}, heard`,
      async () => {
        const waiting = setInterval(() => {}, 10_000)
        setTimeout(() => process.kill(process.pid, name), 20)
        console.log('heard', ...(await once(process, name)))
        clearInterval(waiting)
        process.exitCode = 5
      },
    ],
  ])
  return Object.fromEntries(entries)
}

first[way]?.()
client?.install()
report(new TypeError('captured before'))
await ways[way]()
