/** A server of Next around the shop in `packages/raven/test/real/next-16`, with the package as it is installed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { ROOT } from '../../tools/real-parts.mjs'

const BUILD_TIMEOUT_MS = 200_000

/** What the shop is made of, `folder` being that of the installed packages: our package as a registry has it. */
export function shopIn(folder) {
  const [source, target] = [
    join(ROOT, 'packages', 'raven'),
    join(folder, 'node_modules', 'raven-ts'),
  ]
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  for (const name of ['package.json', 'dist'])
    cpSync(join(source, name), join(target, name), { recursive: true })
  const shop = join(folder, 'shop')
  rmSync(join(shop, '.next'), { recursive: true, force: true })
  const next = (args, env, stdout) =>
    spawn(process.execPath, [join(folder, 'node_modules/next/dist/bin/next'), ...args], {
      cwd: shop,
      stdio: ['ignore', stdout, 'ignore'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, NEXT_TELEMETRY_DISABLED: '1', ...env },
    })
  return { build: () => build(next), serve: (mode, env) => serve(next, mode, env) }
}

async function build(next) {
  const child = next(['build'], {}, 'inherit')
  const timer = setTimeout(() => child.kill('SIGKILL'), BUILD_TIMEOUT_MS)
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  if (code !== 0) throw new Error(`next build ended with ${code}`)
}

/** `mode` is `start` or `dev`. */
async function serve(next, mode, env) {
  const child = next([mode, '-p', '0', '-H', '127.0.0.1'], env, 'pipe')
  const ended = once(child, 'close')
  const close = async () => {
    child.kill('SIGTERM')
    await ended
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/127\S+/.exec(line)?.[0]
    if (url === undefined) continue
    child.stdout.resume()
    return { url, close }
  }
  throw new Error(`next ${mode} ended before it listened`)
}
