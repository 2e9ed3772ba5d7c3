/** Running the blocks of a page the way a reader would, against an inbox of the page's own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { startInbox } from 'raven-inbox'
import { ROOT } from '../../tools/real-parts.mjs'
import type { Block } from './blocks.ts'

/** Where pages say the inbox is; blocks are run with the address of the test's instead. */
const SAID = 'localhost:9000'

/** A generous limit for a machine that is busy; a block that hangs is ended. */
const LIMIT_MS = 60_000

/** How a block ended. */
export interface Ran {
  readonly code: number | null
  readonly said: string
  /** Events that came to the inbox meanwhile. */
  readonly events: number
}

/** A page that is being read. */
export interface Reading {
  /** Runs a block to its end, or only writes its file. */
  follow(block: Block): Promise<Ran>
  close(): Promise<void>
}

/** Starts reading a page: a folder in which our packages resolve, and an inbox. */
export async function readPage(): Promise<Reading> {
  const parent = join(ROOT, '.cache', 'docs')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'page-'))
  const inbox = await startInbox({ file: join(folder, 'inbox.db'), port: 0 })
  const address = `localhost:${inbox.port}`
  return {
    follow: async (block) => {
      const before = await eventCount(inbox.url)
      const code = block.code.replaceAll(SAID, address)
      const [file, ...args] = await prepare(folder, block, code)
      if (file === undefined) return { code: 0, said: '', events: 0 }
      const ended = await runToEnd(folder, file, args)
      return { ...ended, events: (await eventCount(inbox.url)) - before }
    },
    close: async () => {
      await inbox.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** The target has no decorators of its own, so they are compiled away. */
const TS = { loader: 'ts', format: 'esm', target: 'node20' } as const

/** Writes a block's file; the command line that runs it, or nothing. */
async function prepare(folder: string, block: Block, code: string): Promise<string[]> {
  if (block.language === 'sh') return ['bash', '-euo', 'pipefail', '-c', code]
  const name = block.file ?? `block-${block.line}.mjs`
  const isTs = block.language === 'ts'
  const text = isTs ? (await transform(code, TS)).code : code
  const written = join(folder, isTs ? name.replace(/\.ts$/, '.mjs') : name)
  writeFileSync(written, text)
  return block.run ? [process.execPath, written] : []
}

async function runToEnd(folder: string, file: string, args: readonly string[]) {
  const { SENTRY_DSN: _dsn, NODE_OPTIONS: _options, ...env } = process.env
  const child = spawn(file, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    env: {
      ...env,
      RAVEN_SPOOL_DIR: join(folder, 'spool'),
      PATH: `${join(ROOT, 'node_modules', '.bin')}:${env['PATH'] ?? ''}`,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  }
  await once(child, 'close')
  return { code: child.exitCode, said }
}

async function eventCount(url: string): Promise<number> {
  const response = await fetch(new URL('/api/0/status/', url))
  const status: unknown = await response.json()
  const count: unknown = Reflect.get(Object(status), 'events')
  if (typeof count !== 'number') throw new Error(`no count of events in ${JSON.stringify(status)}`)
  return count
}
