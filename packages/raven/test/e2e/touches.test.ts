/** The client touches what the table of `docs/harmless.md` lists, when it says so, and nothing else. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PACKAGE, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAM = join(PACKAGE, 'test/e2e/programs/touches.mjs')

interface Scenario {
  readonly name: string
  readonly env?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
  /** What is on stderr. Default nothing. */
  readonly says?: RegExp
}

/** A module whose map is too large to be read on the main thread. */
function moduleWithLargeMap(): string {
  const folder = scratchFolder()
  const map = {
    version: 3,
    sources: ['a.ts'],
    sourcesContent: ['x'.repeat(3_000_000)],
    mappings: 'AAAA',
    names: [],
  }
  writeFileSync(join(folder, 'a.js.map'), JSON.stringify(map))
  const file = join(folder, 'a.mjs')
  writeFileSync(
    file,
    "export const fail = () => new TypeError('mapped')\n//# sourceMappingURL=a.js.map\n",
  )
  return file
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'plain' },
  { name: 'flood' },
  { name: 'context' },
  { name: 'registry' },
  { name: 'line', says: /^raven: [^\n]*DSN[^\n]*\n$/ },
  { name: 'map' },
  { name: 'delivered' },
  { name: 'no thread', env: { SENTRY_WORKER: 'no' } },
  { name: 'locals', env: { SENTRY_CAPTURE_LOCALS: 'all' } },
  { name: 'rejections', nodeArgs: ['--unhandled-rejections=none'] },
  { name: 'rejections', nodeArgs: ['--unhandled-rejections=strict'] },
]

/** What each step of a scenario touched, in the words of the page. */
async function stepsOf({ name, env, nodeArgs = [], says = /^$/ }: Scenario) {
  const receiver = await Receiver.start()
  const spool = join(scratchFolder(), 'spool')
  mkdirSync(spool, { mode: 0o700 })
  const { code, stdout, stderr } = await start(PROGRAM, [receiver.dsn, name], {
    nodeArgs,
    env: {
      RAVEN_SPOOL_DIR: spool,
      ...(name === 'map' && { WITH_MAP: moduleWithLargeMap() }),
      ...env,
    },
  }).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(says) })
  const steps: Record<string, string[]> = JSON.parse(stdout)
  return steps
}

/** The rows of the page's table: when, and the words for what may be seen. */
function rowsOfPage(): ReadonlyMap<string, readonly RegExp[]> {
  const page = readFileSync(join(PACKAGE, '../../docs/harmless.md'), 'utf8')
  const rows = page.matchAll(/^\| (.+?) \| .+? \| ?(.*?) ?\|$/gm)
  return new Map(
    Array.from(rows, ([, when = '', seen = '']) => [
      when.replaceAll(/`|\[|\]\([^)]*\)/g, ''),
      Array.from(seen.matchAll(/`([^`]+)`/g), ([, word = '']) => patternOf(word)),
    ]),
  )
}

/** `variable SENTRY_*` stands for all of them. */
function patternOf(word: string): RegExp {
  return new RegExp(`^${word.replaceAll(/[.()]/g, '\\$&').replaceAll('*', '.*')}$`)
}

function rowOf(rows: ReadonlyMap<string, readonly RegExp[]>, step: string): readonly RegExp[] {
  const exact = rows.get(step)
  const found = exact ?? [...rows].find(([when]) => when.startsWith(step))?.[1]
  return found ?? expect.fail(`docs/harmless.md has no row for: ${step}`)
}

/** Node's own loader, in every import. */
const LOADER = /^(?:resource F|reads source$|variable WATCH_REPORT_DEPENDENCIES$)/

/** What a thread opens comes and goes as it pleases. */
const MAY_BE_UNSEEN = /descriptor/

test('nothing is touched that docs/harmless.md does not list, and all it lists is seen', async () => {
  const rows = rowsOfPage()
  const unseen = new Set([...rows.values()].flat().map(String))
  const unlisted: string[] = []
  for (const scenario of SCENARIOS) {
    for (const [step, words] of Object.entries(await stepsOf(scenario))) {
      const row = rowOf(rows, step)
      for (const word of words) {
        const listed = row.filter((pattern) => pattern.test(word))
        for (const pattern of listed) unseen.delete(String(pattern))
        if (listed.length === 0 && !(step === 'import' && LOADER.test(word)))
          unlisted.push(`${step}: ${word}`)
      }
    }
  }
  const never = [...unseen].filter((pattern) => !MAY_BE_UNSEEN.test(pattern))
  expect({ unlisted, never }).toEqual({ unlisted: [], never: [] })
})

test.each(['install()', 'left of install() after its undo', 'left after close()'])(
  'the page has a row for %s',
  (step) => {
    expect(rowsOfPage().has(step)).toBe(true)
  },
)
