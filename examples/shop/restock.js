// Runs in a process of its own, and dies of an error that nobody catches.
import { raven } from './raven.js'

raven.tagsContext({ job: 'restock' })

function reorder(item) {
  if (item.stock < 0) throw new RangeError(`stock of ${item.name} cannot be ${item.stock}`)
}

setImmediate(() => {
  for (const item of [
    { name: 'tea', stock: 3 },
    { name: 'mugs', stock: -2 },
  ])
    reorder(item)
})
