/** A CommonJS program that dies of an error, and prints the variables its event has, by function. */
const own = 'of the module'
const { Client } = require('raven-ts')

const client = new Client('http://public@127.0.0.1:9/1', {
  captureLocals: true,
  spool: false,
  beforeSend: ({ exception }) => {
    const { frames } = exception.values.at(-1).stacktrace
    const ours = frames.filter(({ in_app }) => in_app)
    console.log(JSON.stringify(ours.map(({ function: name, vars }) => [name, vars ?? null])))
    return null
  },
})
client.install()

function pay(amount) {
  const due = amount + own.length
  throw new RangeError(`cannot pay ${due}`)
}
setImmediate(() => pay(2))
