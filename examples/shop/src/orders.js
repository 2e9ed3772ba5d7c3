import { setTimeout as sleep } from 'node:timers/promises'

class OrderNotFound extends Error {}

export async function findOrder(id) {
  const rows = await query('select * from orders where id = $1', [id])
  if (rows.length === 0) throw new OrderNotFound(`there is no order ${id}`)
  return rows[0]
}

async function query(_sql, _params) {
  await sleep(5)
  return []
}
