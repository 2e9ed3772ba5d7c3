/**
 * Reports what holds secrets, through the hook named by the second argument, and ends as the first one says.
 *
 * Secrets are put together here, so that no line of source shows them.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { Client } from 'raven-ts'

const [way, name, dsn, onHookError] = process.argv.slice(2)
const secret = (letter) => ['gh', 'p_', `${letter}B3dE5fG7h`.repeat(4)].join('')

const marked = (mark, event) => {
  const { order = '' } = event.extra
  return { ...event, extra: { ...event.extra, order: order + mark, [mark]: secret('z') } }
}
const mark = (letter) => (event) => marked(letter, event)
const beforeSend = {
  beforeSend: mark('b'),
  'processors, beforeSend': mark('b'),
  async: async (event) => marked('b', event),
  throws: () => {
    throw new Error('mine')
  },
  nothing: () => {},
  null: () => null,
  never: () => new Promise(() => {}),
}[name]
const processors = name.startsWith('processors') ? [mark('p'), mark('q')] : []

const client = new Client(dsn, {
  processors,
  beforeSend,
  onHookError,
  name: 'here',
  environment: 'test',
  ...(way === 'roll-up' ? { flood: { burst: 1 } } : {}),
})

function fail() {
  client.captureException(new TypeError(`refused ${secret('a')}`), {
    user: { id: '42', email: ['ada', 'example.com'].join('@') },
    extra: { note: secret('c'), password: ['hun', 'ter2'].join('') },
    request: { url: `https://u:${['hun', 'ter2'].join('')}@example.com/` },
  })
}

for (let i = 0; i < (way === 'roll-up' ? 5 : 1); i++) fail()
if (way === 'dying') process.exit(3)
await turn()
await turn()
if (way === 'adopted') process.kill(process.pid, 'SIGKILL')
await client.flush(50_000)
console.log(JSON.stringify(client.stats()))
await client.close(50_000)
