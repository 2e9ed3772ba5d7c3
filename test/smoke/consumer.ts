/** A folder of a user of ours: both packages from their tarballs, and what they depend on. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packPackages } from '../../tools/pack.mjs'
import { ROOT } from '../../tools/real-parts.mjs'

const PROGRAMS = fileURLToPath(new URL('programs/', import.meta.url))

/** What the inbox depends on, and what users have beside us; from the workspace, so no network is needed. */
const OTHERS = [
  'hono',
  '@hono/node-server',
  'kysely',
  'libsql',
  'express',
  'typescript',
  '@types/node',
]

const LIMIT_MS = 120_000

/** How a program ended and what it said. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder with both packages installed. */
export interface Consumer {
  readonly folder: string
  /** Runs a file of `programs/` there, to its end. */
  run(program: string, ...args: readonly string[]): Promise<Ended>
  /** Runs the TypeScript compiler there. */
  compile(project: string): Promise<Ended>
  remove(): void
}

function must(command: string, args: readonly string[], cwd: string): void {
  const run = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: LIMIT_MS })
  if (run.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${run.stderr}`)
}

/** `raven-ts` by npm, as users do it; it depends on nothing, so npm needs nobody. */
function installClient(folder: string, tarball: string): void {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  must('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], folder)
}

function unpackInbox(folder: string, tarball: string): void {
  const target = join(folder, 'node_modules', 'raven-inbox')
  mkdirSync(target, { recursive: true })
  must('tar', ['-xzf', tarball, '--strip-components=1', '-C', target], folder)
}

function linkOthers(folder: string): void {
  for (const name of OTHERS) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), link, 'junction')
  }
}

async function runToEnd(file: string, args: readonly string[], cwd: string): Promise<Ended> {
  const child = spawn(file, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    env: { ...process.env, NODE_OPTIONS: '', RAVEN_SPOOL_DIR: join(cwd, 'spool') },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

/** Packs both packages as they are built, and installs them in a new folder. */
export function createConsumer(): Consumer {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'raven-smoke-')))
  const tarballs = packPackages(join(folder, 'tarballs'))
  installClient(folder, tarballs['raven'] ?? '')
  unpackInbox(folder, tarballs['inbox'] ?? '')
  linkOthers(folder)
  cpSync(PROGRAMS, folder, { recursive: true })
  return {
    folder,
    run: (program, ...args) => runToEnd(process.execPath, [program, ...args], folder),
    compile: (project) =>
      runToEnd(
        process.execPath,
        [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', project],
        folder,
      ),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}
