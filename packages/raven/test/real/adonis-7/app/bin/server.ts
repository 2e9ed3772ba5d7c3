import { Ignitor } from '@adonisjs/core'
import type { AddressInfo } from 'node:net'

const ROOT = new URL('../', import.meta.url)

await new Ignitor(ROOT, {
  importer: (path) => import(path.startsWith('.') ? new URL(path, ROOT).href : path),
})
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    void app.ready(async () => {
      const server = await app.container.make('server')
      const { port } = server.getNodeServer()!.address() as AddressInfo
      console.log(`http://127.0.0.1:${port}`)
    })
    app.listen('SIGTERM', () => void app.terminate())
  })
  .httpServer()
  .start()
