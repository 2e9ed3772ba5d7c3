/** Many requests at little cost: written ahead on a few connections, and only counted when answered. */
import { once } from 'node:events'
import { connect } from 'node:net'

const CONNECTIONS = 8
const AHEAD = 25
const STATUS = /HTTP\/1\.1 (\d)/g

/** Sends `count` requests, `pathOf(number)` each; answers how many were answered by first digit of the status. */
export async function load(port, count, pathOf) {
  let next = 0
  const answered = { 2: 0, 5: 0 }
  const take = () => {
    const numbers = Array.from({ length: Math.min(AHEAD, count - next) }, () => next++)
    return numbers.map((n) => `GET ${pathOf(n)} HTTP/1.1\r\nhost: a\r\n\r\n`)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, () => connection(port, take, answered)))
  return answered
}

async function connection(port, take, answered) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1').setNoDelay()
  const closed = once(socket, 'close')
  let open = 0
  let rest = ''
  const more = () => {
    const requests = take()
    open = requests.length
    if (open > 0) socket.write(requests.join(''))
    else socket.end()
  }
  socket.on('data', (chunk) => {
    const text = rest + chunk
    rest = text
    for (const found of text.matchAll(STATUS)) {
      answered[found[1]]++
      open--
      rest = text.slice(found.index + found[0].length)
    }
    rest = rest.slice(-'HTTP/1.1'.length - 1)
    if (open === 0) more()
  })
  more()
  await closed
}
