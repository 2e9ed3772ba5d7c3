/** Prints what by `import` and by `require` is not one and the same. */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const entries = ['raven-ts', 'raven-ts/node', 'raven-ts/contrib/express', 'raven-ts/testing']
const apart = []

/** Notes names that both have and that differ. */
function compare(what, one, other) {
  for (const [name, value] of Object.entries(one)) {
    if (name in other && other[name] !== value) apart.push(`${what}: ${name}`)
  }
}

const loaded = {}
for (const entry of entries) {
  loaded[entry] = await import(entry)
  compare(entry, loaded[entry], require(entry))
}
const { Client } = loaded['raven-ts']
compare('raven-ts and raven-ts/node', loaded['raven-ts'], loaded['raven-ts/node'])
const { client } = loaded['raven-ts/contrib/express'].ravenExpress({})
if (!(client instanceof Client)) apart.push('the client of raven-ts/contrib/express')
if (!(loaded['raven-ts/testing'].record().client instanceof Client)) apart.push('raven-ts/testing')

console.log(JSON.stringify({ entries: entries.length, apart }))
