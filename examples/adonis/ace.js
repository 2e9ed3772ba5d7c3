// ace.js of the starter
import { Ignitor } from '@adonisjs/core'

const ROOT = new URL('./', import.meta.url)

await new Ignitor(ROOT, {
  importer: (path) => import(path.startsWith('.') ? new URL(path, ROOT).href : path),
})
  .ace()
  .handle(process.argv.splice(2))
