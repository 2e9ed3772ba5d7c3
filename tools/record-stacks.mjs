/**
 * Records what engines print for the probe of `packages/raven/test/fixtures/stacks`.
 *
 * Each engine gives one fixture: the stacks, and the frames that the probe's own markers say they must
 * hold. An engine that is not here is left out and said.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault, program } from './program.mjs'
import { ROOT } from './real-parts.mjs'
import { ENGINE_RUNS, filesIn, installEngines } from './stacks/engines.mjs'
import { expectedFrames, readMarkers } from './stacks/expected.mjs'

const HELP = `node tools/record-stacks.mjs [engine…]

Runs the probe on every engine, or on those named, and writes a fixture for each. Debian's engines are
its packages chromium, firefox-esr, gjs, libjavascriptcoregtk-4.0-bin, libwebkit2gtk-4.1-0 with xvfb and xauth.

  --help   this text

Example: node tools/record-stacks.mjs node-22 firefox`

const FIXTURES = join(ROOT, 'packages', 'raven', 'test', 'fixtures', 'stacks')

/** Where the probe runs; an odd path is recorded with the cases that such a path may spoil. */
const FOLDERS = { plain: 'srv', odd: 'srv (1) at new @x/async a b' }
const ODD_CASES = ['named', 'anonymous', 'constructor', 'array callback', 'a name like a frame']
  .concat(['a name like another frame', 'await', 'Promise.all', 'eval', 'indirect eval'])
  .concat(['nested eval', 'new Function'])

async function recordFolder(engine, which, { source, cases }) {
  const folder = join(tmpdir(), 'raven-probe', FOLDERS[which])
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'probe.js'), source)
  try {
    const ran = await engine.run(folder, { source })
    const files = ran.files ?? engine.files?.() ?? filesIn(folder)
    const truth = { markers: readMarkers(source), files }
    return (ran.list ?? ran)
      .filter((thrown) => which === 'plain' || ODD_CASES.includes(thrown.case))
      .map((thrown) => ({
        path: which,
        ...thrown,
        frames: expectedFrames(thrown, cases[thrown.case].frames, truth),
      }))
      .filter(({ frames }) => frames.length > 0)
  } finally {
    rmSync(join(tmpdir(), 'raven-probe'), { recursive: true, force: true })
  }
}

async function record(name, parts) {
  const engine = ENGINE_RUNS[name]
  if (engine === undefined) throw new Fault(`no engine is called ${name}`)
  const stacks = []
  for (const which of Object.keys(FOLDERS))
    stacks.push(...(await recordFolder(engine, which, parts)))
  const fixture = { engine: name, version: engine.version(), stacks }
  writeFileSync(join(FIXTURES, `${name}.json`), `${JSON.stringify(fixture, undefined, 1)}\n`)
  const frames = stacks.reduce((sum, stack) => sum + stack.frames.length, 0)
  console.log(`${name} (${fixture.version}): ${stacks.length} stacks, ${frames} frames known`)
}

await program(import.meta.url, {
  help: HELP,
  async run(_values, names) {
    installEngines()
    const source = readFileSync(join(FIXTURES, 'probe.js'), 'utf8')
    await import(join(FIXTURES, 'probe.js'))
    const parts = { source, cases: globalThis.probeCases }
    let missing = 0
    for (const name of names.length > 0 ? names : Object.keys(ENGINE_RUNS)) {
      try {
        await record(name, parts)
      } catch (error) {
        missing++
        console.log(`${name}: ${error instanceof Error ? error.message : error}`)
      }
    }
    return missing === 0 ? 0 : 1
  },
})
