// bin/server.js of the starter
import { Ignitor } from '@adonisjs/core'

const ROOT = new URL('./', import.meta.url)
process.env.HOST ??= '127.0.0.1'
process.env.PORT ??= '3000'

await new Ignitor(ROOT, {
  importer: (path) => import(path.startsWith('.') ? new URL(path, ROOT).href : path),
})
  .tap((app) => {
    void app.ready(async () => {
      const server = await app.container.make('server')
      console.log(`http://localhost:${server.getNodeServer().address().port}`)
    })
    app.listen('SIGTERM', () => void app.terminate())
  })
  .httpServer()
  .start()
