/** Prints what by `import` and by `require` is not one and the same. */
import { createRequire } from 'node:module'
import * as main from 'raven-ts'
import * as express from 'raven-ts/contrib/express'
import * as node from 'raven-ts/node'
import * as testing from 'raven-ts/testing'

const require = createRequire(import.meta.url)
const loaded = {
  'raven-ts': [main, require('raven-ts')],
  'raven-ts/node': [node, require('raven-ts/node')],
  'raven-ts/contrib/express': [express, require('raven-ts/contrib/express')],
  'raven-ts/testing': [testing, require('raven-ts/testing')],
}

const apart = []
for (const [entry, [imported, required]] of Object.entries(loaded)) {
  for (const name of Object.keys(imported)) {
    if (imported[name] !== required[name]) apart.push(`${entry} ${name}`)
  }
}
for (const name of Object.keys(main)) {
  if (name in node && node[name] !== main[name]) apart.push(`raven-ts and raven-ts/node: ${name}`)
}
const { client } = express.ravenExpress({})
if (!(client instanceof main.Client)) apart.push('the client of raven-ts/contrib/express')
if (!(testing.record().client instanceof main.Client)) apart.push('the client of raven-ts/testing')

console.log(JSON.stringify({ entries: Object.keys(loaded).length, apart }))
