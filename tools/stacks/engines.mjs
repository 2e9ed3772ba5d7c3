/** How each engine is made to run the probe, and what it calls itself. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureRuntime, RUNTIMES } from '../runtimes.mjs'
import { Fault } from '../program.mjs'
import { ROOT } from '../real-parts.mjs'

const ENGINES = join(ROOT, 'tools', 'stacks', 'engines')
const TIMEOUT_MS = 60_000
const load = createRequire(join(ENGINES, 'package.json'))

function run(file, args, options = {}) {
  const ran = spawnSync(file, args, { encoding: 'utf8', timeout: TIMEOUT_MS, ...options })
  if (ran.status !== 0) throw new Fault(`${file} ended with ${ran.status}: ${ran.stderr}`)
  return ran.stdout
}

function versionOf(file) {
  return run(file, ['--version']).split('\n')[0].trim()
}

/** Whatever stands around it: the one line that is a list. */
function listIn(text) {
  const line = text.split('\n').find((each) => each.startsWith('['))
  if (line === undefined) throw new Fault(`no stacks in ${text.slice(0, 400)}`)
  return JSON.parse(line)
}

const MAIN =
  "await import('./probe.js')\nconsole.log(JSON.stringify(await globalThis.runProbe()))\n"

function runtime(name) {
  return {
    version: () => versionOf(ensureRuntime(name)),
    run(folder) {
      writeFileSync(join(folder, 'main.mjs'), MAIN)
      const args = [...RUNTIMES[name].args, 'main.mjs'].filter(
        (arg) => !arg.startsWith('--node-modules'),
      )
      return listIn(run(ensureRuntime(name), args, { cwd: folder }))
    },
  }
}

const jsc = {
  version: () => packageVersion('libjavascriptcoregtk-4.0-bin'),
  run(folder) {
    const tail = join(folder, 'main.js')
    writeFileSync(tail, 'runProbe().then((list) => print(JSON.stringify(list)))\n')
    return listIn(run('jsc', [join(folder, 'probe.js'), tail]))
  },
}

const gjs = {
  version: () => `${versionOf('gjs')}, ${packageVersion('libmozjs-102-0')}`,
  run(folder) {
    writeFileSync(join(folder, 'main.mjs'), MAIN.replace('console.log', 'print'))
    return listIn(run('gjs', ['-m', join(folder, 'main.mjs')]))
  },
}

function packageVersion(name) {
  return run('dpkg-query', ['-W', '-f', '${Version}', name])
}

/** Built to WebAssembly, which does not change what it prints. */
function quickjs(variant) {
  return {
    version: () =>
      `${variant} in quickjs-emscripten ${load('quickjs-emscripten/package.json').version}`,
    async run(folder, { source }) {
      const { newQuickJSWASMModule, RELEASE_SYNC } = load('quickjs-emscripten')
      const quick = await newQuickJSWASMModule(
        variant === 'ng' ? load('@jitl/quickjs-ng-wasmfile-release-sync').default : RELEASE_SYNC,
      )
      const context = quick.newContext()
      context.unwrapResult(context.evalCode(source, join(folder, 'probe.js'))).dispose()
      const tail = 'runProbe().then((list) => (globalThis.answer = JSON.stringify(list)))'
      context.unwrapResult(context.evalCode(tail, 'main.js')).dispose()
      context.runtime.executePendingJobs()
      return JSON.parse(context.getString(context.getProp(context.global, 'answer')))
    },
  }
}

const workerd = {
  version: () => versionOf(workerdPath()),
  run(folder) {
    writeFileSync(
      join(folder, 'main.mjs'),
      "import './probe.js'\nexport default { async test() { console.log(JSON.stringify(await globalThis.runProbe())) } }\n",
    )
    writeFileSync(
      join(folder, 'config.capnp'),
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)]);
const main :Workerd.Worker = (
  modules = [(name = "main.mjs", esModule = embed "main.mjs"), (name = "probe.js", esModule = embed "probe.js")],
  compatibilityDate = "2025-01-01",
);
`,
    )
    return listIn(run(workerdPath(), ['test', join(folder, 'config.capnp')]))
  },
  files: () => ['probe.js'],
}

function workerdPath() {
  return load('workerd').default
}

const PAGE = `<!doctype html><meta charset="utf-8"><script src="probe.js"></script>
<script>runProbe().then((list) => fetch('/report', { method: 'POST', body: JSON.stringify(list) }))</script>`

/** A page on loopback, which posts what it threw. */
function browser({ version, command, env = {} }) {
  return {
    version,
    async run(folder, { source }) {
      const server = createServer((request, response) => answer(request, response, source, server))
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const profile = mkdtempSync(join(tmpdir(), 'raven-browser-'))
      const url = `${this.base(server)}${encodeURI(folder)}/index.html`
      const [file, ...args] = command(profile, url)
      const child = spawn(file, args, {
        stdio: 'ignore',
        detached: true,
        env: { ...process.env, ...env, HOME: profile },
      })
      child.once('error', (error) => server.emit('report', error))
      const timer = setTimeout(
        () => server.emit('report', new Fault(`${file} did not answer`)),
        TIMEOUT_MS,
      )
      try {
        const [list] = await once(server, 'report')
        if (list instanceof Error) throw list
        return { list, files: [`${this.base(server)}${encodeURI(folder)}/probe.js`] }
      } finally {
        clearTimeout(timer)
        // the whole group: browsers are many processes
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        server.close()
        server.closeAllConnections()
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
      }
    },
    base: (server) => `http://127.0.0.1:${server.address().port}`,
  }
}

function answer(request, response, source, server) {
  if (request.method === 'POST') {
    let body = ''
    request.setEncoding('utf8').on('data', (text) => (body += text))
    request.on('end', () => {
      response.end()
      server.emit('report', JSON.parse(body))
    })
    return
  }
  const isProbe = request.url.endsWith('/probe.js')
  response.setHeader('content-type', isProbe ? 'text/javascript; charset=utf-8' : 'text/html')
  response.end(isProbe ? source : PAGE)
}

const chromium = browser({
  version: () => versionOf('chromium'),
  command: (profile, url) => [
    'chromium',
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    `--user-data-dir=${profile}`,
    url,
  ],
})

const firefox = browser({
  version: () => versionOf('firefox-esr'),
  command: (profile, url) => [
    'firefox-esr',
    '--headless',
    '--no-remote',
    '--profile',
    profile,
    url,
  ],
})

const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'

const webkit = browser({
  version: () => `WebKitGTK ${packageVersion('libwebkit2gtk-4.1-0')}`,
  command: (_, url) => ['xvfb-run', '-a', MINI_BROWSER, url],
  env: { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
})

/** Every engine we record, by the name of its fixture. */
export const ENGINE_RUNS = {
  'node-20': runtime('node-20'),
  'node-22': runtime('node-22'),
  'node-24': runtime('node-24'),
  'node-26': runtime('node-26'),
  bun: runtime('bun'),
  deno: runtime('deno'),
  workerd,
  chromium,
  firefox,
  webkit,
  jsc,
  gjs,
  quickjs: quickjs('bellard'),
  'quickjs-ng': quickjs('ng'),
}

/** Installs what comes from the registry and is no runtime of `tools/runtimes.mjs`. */
export function installEngines() {
  if (existsSync(join(ENGINES, 'node_modules'))) return
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: ENGINES,
    timeout: 300_000,
  })
}

/** How engines may write the file of a script in a folder. */
export function filesIn(folder) {
  const path = join(folder, 'probe.js')
  return [path, pathToFileURL(path).href]
}
