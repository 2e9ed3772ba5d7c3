/** The same, begun by `require`. */
const main = require('raven-ts')
const { ravenExpress } = require('raven-ts/contrib/express')
const node = require('raven-ts/node')
const { record } = require('raven-ts/testing')

const clients = [ravenExpress({}).client, record().client, new node.Client('')]
const one = clients.every((client) => client instanceof main.Client)

void import('raven-ts').then((imported) => {
  console.log(JSON.stringify({ one, same: imported.Client === main.Client }))
})
