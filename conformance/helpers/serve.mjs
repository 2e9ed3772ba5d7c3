/**
 * An inbox for one case: prints `{ url, dsn }` as one line, and ends with its standard input.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startInbox } from 'raven-inbox'

const folder = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
const inbox = await startInbox({ file: join(folder, 'inbox.db'), port: 0 })
console.log(JSON.stringify({ url: inbox.url, dsn: inbox.dsn() }))

process.stdin.resume()
await once(process.stdin, 'close')
await inbox.close()
rmSync(folder, { recursive: true, force: true })
