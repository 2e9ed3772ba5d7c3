/** Runs a program of `node_modules/.bin`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ROOT } from '../real-parts.mjs'

/** What the program printed, both streams in order, and its exit code. */
export async function runBin(name, args, cwd = ROOT) {
  const child = spawn(join(ROOT, 'node_modules', '.bin', name), args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (said += text))
  }
  const [code] = await once(child, 'close')
  return { code, said: said.trim() }
}
