/** Every public entry loads by `import` and by `require`, and both give the same things. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const ENTRIES = [
  'raven-ts',
  'raven-ts/node',
  'raven-ts/processors',
  'raven-ts/transports',
  'raven-ts/testing',
  'raven-ts/protocol',
  'raven-ts/contrib/express',
]

const require = createRequire(import.meta.url)

for (const entry of ENTRIES) {
  const imported = await import(entry)
  const required = require(entry)
  const names = Object.keys(imported)
  assert.ok(names.length > 0, `${entry} exports something`)
  for (const name of names) assert.equal(required[name], imported[name], `${entry}: ${name}`)
}

const { Client } = await import('raven-ts')
const nodes = await import('raven-ts/node')
const { ravenExpress } = await import('raven-ts/contrib/express')
const { record } = await import('raven-ts/testing')

assert.equal(nodes.Client, Client)
assert.ok(ravenExpress({}).client instanceof Client)
assert.ok(record().client instanceof Client)
assert.equal(new Client('').isEnabled(), false)
