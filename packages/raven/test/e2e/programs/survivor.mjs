/** Lives on after three errors nobody caught, and ends without waiting for anything. */
import { Client } from 'raven-ts'

new Client(process.argv[2]).install()
let count = 0
process.on('uncaughtException', () => {
  if (++count < 3) return
  console.log('survived', count)
  process.kill(process.pid, 'SIGKILL')
})
for (let i = 0; i < 3; i++) {
  setImmediate(() => {
    throw new Error('once more')
  })
}
