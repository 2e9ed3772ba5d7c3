import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { raven } from '../raven.js'
import { totalOf } from './cart.js'
import { findOrder } from './orders.js'
import { charge } from './payment.js'

export function checkout(request, response) {
  const { cart, customer } = request.body
  raven.captureBreadcrumb({ category: 'cart', message: `${cart.length} items in the cart` })
  const total = totalOf(cart, customer)
  if (charge(customer, total)) return response.json({ total })
  const eventId = raven.captureMessage('checkout of %s failed', {
    params: [customer.name],
    level: 'warning',
  })
  return response.status(402).json({ error: 'the card was declined', eventId })
}

export async function orders(request, response) {
  response.json(await findOrder(request.params.id))
}

export function restock(_request, response) {
  const worker = spawn(
    process.execPath,
    [fileURLToPath(new URL('../restock.js', import.meta.url))],
    {
      stdio: 'ignore',
    },
  )
  worker.once('exit', (code) => response.json({ exitCode: code }))
}
