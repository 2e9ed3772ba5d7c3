/** `raven-ts doctor`, as a user runs it. */

import { chmodSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { judgeWay, SETTINGS } from '../../src/cli/doctor/matrix.ts'
import { runWay } from '../../src/cli/doctor/run-way.ts'
import { matrixTable } from '../../src/cli/doctor/tables.ts'
import { titleOf, waysOf } from '../../src/cli/doctor/ways.ts'
import { PACKAGE, start, type Ended } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const BIN = join(PACKAGE, 'bin')
const DSN = 'http://public:s3cr3t@localhost:9000/1'

function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return start(join(BIN, 'raven-ts.mjs'), ['doctor', ...args], {
    env: { RAVEN_SPOOL_DIR: join(scratchFolder(), 'spool'), ...env },
    cwd: scratchFolder(),
  }).ended
}

/** Each line as its words: verdict, name, what is said. */
function linesOf({ stdout }: Ended): string[] {
  return stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' '))
}

describe('the configuration', () => {
  test('all is well: exit code 0, and the secret is not shown', async () => {
    const ended = await run(['--config'], { SENTRY_DSN: DSN, SENTRY_RELEASE: 'shop@1' })
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).not.toMatch(/s3cr3t|shop@1/)
    expect(linesOf(ended)).toEqual(
      expect.arrayContaining([
        `ok Node ${process.versions.node} on ${process.platform} ${process.arch}`,
        'ok worker threads events are sent from a thread of their own',
        'ok DSN http://public@localhost:9000/1, from SENTRY_DSN',
        'ok SENTRY_RELEASE understood',
        expect.stringMatching(/^ok spool \/.*: made with the first event, 0 waiting$/),
        'all is well',
      ]),
    )
  })

  test.each([
    [{ SENTRY_RELESE: '1' }, 'fails SENTRY_RELESE not read; did you mean SENTRY_RELEASE?'],
    [
      { SENTRY_TIMEOUT_MS: 'soon' },
      'fails SENTRY_TIMEOUT_MS variable SENTRY_TIMEOUT_MS must be a number from 0 to 2147483647; it is ignored',
    ],
    [
      { SENTRY_TIMEOUT_MS: 'soon', SENTRY_RELESE: '1' },
      'fails SENTRY_RELESE not read; did you mean SENTRY_RELEASE?',
    ],
    [{ SENTRY_DSN: 'localhost' }, /^fails DSN .*scheme:\/\/key@host\/project.* \(SENTRY_DSN\)$/],
    [
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      'fails NODE_TLS_REJECT_UNAUTHORIZED certificates of all servers are trusted, whoever made them',
    ],
  ])('%j is to mend: exit code 1', async (env, line) => {
    const ended = await run(['--config'], env)
    expect(ended.code).toBe(1)
    expect(linesOf(ended)).toContainEqual(
      typeof line === 'string' ? line : expect.stringMatching(line),
    )
  })

  test.each([
    [{ SENTRY_AUTH_TOKEN: 'of another tool' }, 'note SENTRY_AUTH_TOKEN not read by raven-ts'],
    [{ SENTRY_MAX_LENGTH_LIST: '9' }, 'ok SENTRY_MAX_LENGTH_LIST understood'],
    [{ https_proxy: 'http://me:s3cr3t@proxy:88/x' }, 'note https_proxy http://proxy:88'],
    [{ ALL_PROXY: 's3cr3t' }, 'note ALL_PROXY set, and not an address'],
    [
      { NODE_OPTIONS: '--enable-source-maps' },
      'note source maps NODE_OPTIONS has --enable-source-maps: Node maps stacks itself',
    ],
    [{}, 'note DSN none here and none in SENTRY_DSN: clients are disabled'],
  ])('%j is worth a line: exit code 0', async (env, line) => {
    const ended = await run(['--config'], env)
    expect(ended.code).toBe(0)
    expect(ended.stdout).not.toMatch(/s3cr3t|of another tool/)
    expect(linesOf(ended)).toContain(line)
  })

  test('what waits in the spool is counted, and a spool open to others is to mend', async () => {
    const spool = join(scratchFolder(), 'spool')
    const receiver = await Receiver.start()
    await receiver.stop()
    const program = join(PACKAGE, 'test/e2e/programs/captures.mjs')
    const env = { RAVEN_SPOOL_DIR: spool }
    await start(program, ['exit, judged by nobody yet', receiver.dsn], { env }).ended
    const found = await run(['--config', receiver.dsn], env)
    expect(found.code).toBe(0)
    expect(linesOf(found)).toContainEqual(
      expect.stringMatching(/^note spool .*: private and writable, 1 waiting$/),
    )
    chmodSync(spool, 0o755)
    const open = await run(['--config', receiver.dsn], env)
    expect(open.code).toBe(1)
    expect(linesOf(open)).toContainEqual(
      expect.stringMatching(
        /^fails spool events would be kept in memory only: .* is open to others/,
      ),
    )
  })

  test('a spool that cannot be made is to mend', async () => {
    const ended = await run(['--config', DSN], { RAVEN_SPOOL_DIR: join(BIN, 'raven-ts.mjs') })
    expect(ended.code).toBe(1)
    expect(linesOf(ended)).toContainEqual(
      expect.stringMatching(/^fails spool .*raven-ts\.mjs is not a folder$/),
    )
  })
})

describe('--send', () => {
  test('the server took it, and its clock agrees', async () => {
    const receiver = await Receiver.start()
    const ended = await run(['--config', '--send', receiver.dsn])
    expect(ended.code).toBe(0)
    expect(linesOf(ended)).toEqual(
      expect.arrayContaining([
        `ok server took event ${receiver.ids[0]}`,
        'ok clock agrees with the server’s',
      ]),
    )
  })

  test('a clock that is an hour off is said', async () => {
    const receiver = await Receiver.start((_, response) => {
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString())
      response.end('{}')
    })
    const ended = await run(['--config', '--send', receiver.dsn])
    expect(ended.code).toBe(0)
    expect(linesOf(ended)).toContainEqual(
      expect.stringMatching(/^note clock 3[56]\d\d s ahead of the server’s$/),
    )
  })

  test.each([
    [403, 'fails server HTTP 403 (unknown key)'],
    [500, 'fails server HTTP 500 (unknown key)'],
  ])('an answer of %d is to mend', async (status, line) => {
    const receiver = await Receiver.start((_, response) => {
      response.writeHead(status, { 'x-sentry-error': 'unknown key' }).end()
    })
    const ended = await run(['--config', '--send', receiver.dsn])
    expect(ended.code).toBe(1)
    expect(linesOf(ended)).toContain(line)
  })

  test('a server that is gone is to mend', async () => {
    const receiver = await Receiver.start()
    await receiver.stop()
    const ended = await run(['--config', '--send', receiver.dsn])
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain('connect ECONNREFUSED')
  })
})

describe('the command line', () => {
  test.each([
    ['--confi', /Unknown option '--confi'/],
    [`${DSN} ${DSN}`, /one DSN at most/],
    ['--send', /There is no DSN/],
  ])('%s makes no sense: exit code 2', async (words, line) => {
    const { code, stdout, stderr } = await run(words.split(' '))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(line)
    expect(stderr).toContain('npx raven-ts doctor --help')
  })

  test('--help shows an example', async () => {
    const { code, stdout } = await run(['--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/Example\n {2}npx raven-ts doctor --quick http/)
  })
})

describe('the matrix', () => {
  test('--quick --json: a part of it, the same everywhere', async () => {
    const { code, stdout, stderr } = await run(['--quick', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { matrix, failed, node } = JSON.parse(stdout)
    expect({ failed, node }).toEqual({ failed: 0, node: process.version })
    const quick = waysOf(process.allowedNodeEnvironmentFlags).filter((way) => way.quick)
    expect(matrix).toEqual(
      quick.map((way) => ({
        way: titleOf(way),
        ends: typeof way.ends === 'number' ? `exit ${way.ends}` : way.ends,
        settings: SETTINGS.map((setting) => ({ ...setting, differences: [] })),
      })),
    )
  })

  const [end] = waysOf(new Set())
  const shared = { bin: BIN, dsn: 'http://a@127.0.0.1:1/1' }

  test('a client that says a line is found out', async () => {
    const row = await judgeWay(end!, (way, setting) =>
      runWay(way, {
        ...shared,
        spool: scratchFolder(),
        stage: setting?.stage ?? 'bare',
        env: setting?.server === 'down' ? { SENTRY_TIMEOUT_MS: 'soon' } : {},
      }),
    )
    const line = expect.stringMatching(/^stderr, line 1: "" without, "raven: variable .*" with$/)
    expect(row.settings.map(({ differences }) => differences)).toEqual([[], [], [line], [line]])
    const table = matrixTable([row])
    expect(table).toMatch(/^end +exit 0 +same +same +DIFFERS +DIFFERS$/m)
    expect(table).toContain('end, installed, down\n    stderr, line 1: ')
  })

  test('a program that ends otherwise by itself proves nothing', async () => {
    const row = await judgeWay({ ...end!, ends: 3 }, (way, setting) =>
      runWay(way, { ...shared, spool: scratchFolder(), stage: setting?.stage ?? 'bare' }),
    )
    expect(row.settings[0]?.differences).toEqual(['the program by itself: exit 0, not exit 3'])
  })

  test('docs/harmless.md shows the table as it is printed', () => {
    const page = readFileSync(join(PACKAGE, '../../docs/harmless.md'), 'utf8')
    const rows = waysOf(new Set(['--permission'])).map((way) => ({
      way: titleOf(way),
      ends: typeof way.ends === 'number' ? `exit ${way.ends}` : way.ends,
      ...(way.limit && { limit: way.limit }),
      settings: SETTINGS.map((setting) => ({ ...setting, differences: [] })),
    }))
    expect(page).toContain(`\`\`\`text\n${matrixTable(rows)}\`\`\`\n`)
  })
})

test.runIf(process.platform === 'linux')(
  'Ctrl-C in the middle: its programs are ended, nothing is left, and it ends by that signal',
  async () => {
    const folder = scratchFolder()
    const running = start(`${PACKAGE}bin/raven-ts.mjs`, ['doctor'], { env: { TMPDIR: folder } })
    await vi.waitFor(() => expect(programsIn(folder)).not.toEqual([]), PATIENTLY)
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: null, signal: 'SIGINT', stderr: '' })
    expect([programsIn(folder), readdirSync(folder)]).toEqual([[], []])
  },
)

const PATIENTLY = { timeout: 50_000, interval: 5 }

/** Processes that work below a folder. */
function programsIn(folder: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return readlinkSync(`/proc/${name}/cwd`).startsWith(folder)
    } catch {
      return false // no process, or one that has ended just now
    }
  })
}
