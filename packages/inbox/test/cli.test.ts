import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { envelope, eventId, gzipBomb } from './helpers/inbox.ts'
import { scratchFile, scratchFolder } from './helpers/scratch.ts'
import { bundleCommand, runInbox } from './helpers/spawn-inbox.ts'

bundleCommand()

const HELP_WORDS = ['--port', '--host', '--file', '--sync', '--key', '--project', 'Example:']

function send(origin: string, number: number): Promise<Response> {
  return fetch(`${origin}/api/1/envelope/?sentry_key=public`, {
    method: 'POST',
    body: envelope({ message: `number ${number}` }, { event_id: eventId(number) }),
  })
}

describe('the command', () => {
  test('prints the DSN and the page, takes events, and ends well on SIGTERM', async () => {
    const file = await scratchFile()
    const running = runInbox(['--port', '0', '--file', file])
    const origin = await running.origin
    expect((await send(origin, 1)).status).toBe(200)
    const live = await fetch(`${origin}/live`)
    running.kill('SIGTERM')
    const ended = await running.ended
    await live.text()
    const port = new URL(origin).port
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: `DSN    http://public:secret@localhost:${port}/1\nPage   http://localhost:${port}/\nFile   ${file}\n`,
      stderr: expect.not.stringContaining('rror'),
    })
    await expect(stat(`${file}-wal`)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test.each([
    ['state', { XDG_STATE_HOME: '' }, '.local/state/raven/inbox.db'],
    ['the XDG folder', { XDG_STATE_HOME: 'HOME/xdg' }, 'xdg/raven/inbox.db'],
    ['no relative XDG folder', { XDG_STATE_HOME: 'rel' }, '.local/state/raven/inbox.db'],
  ])('keeps its file in %s', async (_name, { XDG_STATE_HOME }, expected) => {
    const home = await scratchFolder()
    const env = { HOME: home, XDG_STATE_HOME: XDG_STATE_HOME.replace('HOME', home) }
    const running = runInbox(['--port', '0'], env)
    await running.origin
    expect((await stat(`${home}/${expected}`)).mode & 0o777).toBe(0o600)
  })

  test('answers on both loopback addresses', async () => {
    const running = runInbox(['--port', '0', '--file', await scratchFile()])
    const { port } = new URL(await running.origin)
    for (const host of ['127.0.0.1', 'localhost']) {
      expect((await fetch(`http://${host}:${port}/api/0/status/`)).status).toBe(200)
    }
  })

  test('takes the next free port when none was asked for, and says so', async () => {
    const blocker = createServer().listen(9000, '127.0.0.1')
    onTestFinished(() => void blocker.close())
    // Whoever has the port: it is taken.
    await once(blocker, 'listening').catch(() => undefined)
    const running = runInbox(['--file', await scratchFile()])
    const port = Number(new URL(await running.origin).port)
    expect(port).toBeGreaterThan(9000)
    running.kill('SIGINT')
    const { code, stderr } = await running.ended
    expect(code).toBe(0)
    expect(stderr).toContain('Port 9000 is in use, trying 9001.')
  })

  test('does not take another port than the one that was asked for', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void blocker.close())
    await once(blocker, 'listening')
    const address = blocker.address()
    const port = typeof address === 'object' ? address?.port : 0
    const running = runInbox(['--port', String(port), '--file', await scratchFile()])
    expect(await running.ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `Port ${port} is in use. Stop what listens there, or choose another with --port.\n`,
    })
  })

  test.each([
    [['--nonsense'], /Unknown option '--nonsense'/],
    [['--port', 'many'], /--port takes a whole number from 0 to 65535, not "many"/],
    [['--port', '65536'], /--port/],
    [['--sync', 'maybe'], /--sync takes/],
    [['--max-events', '-1'], /max-events/],
    [['surplus'], /surplus/],
  ])('asked wrongly with %j, says how, and ends with 2', async (args, message) => {
    const ended = await runInbox(args).ended
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).toContain('--help')
  })

  test('helps, and knows its version', async () => {
    const help = await runInbox(['--help']).ended
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const word of HELP_WORDS) expect(help.stdout).toContain(word)
    const version = await runInbox(['--version']).ended
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('leaves a file that is not its own as it is, and ends with 1', async () => {
    const file = `${await scratchFolder()}/diary.txt`
    await writeFile(file, 'Dear diary')
    const { code, stderr } = await runInbox(['--port', '0', '--file', file]).ended
    expect([code, stderr]).toEqual([
      1,
      `${file} is not a raven-inbox file. It was left as it is; choose another one with --file.\n`,
    ])
    expect(await readFile(file, 'utf8')).toBe('Dear diary')
  })

  test('does not share its file with a second one, and goes on unharmed', async () => {
    const file = await scratchFile()
    const first = runInbox(['--port', '0', '--file', file])
    const origin = await first.origin
    await send(origin, 1)
    const { code, stderr } = await runInbox(['--port', '0', '--file', file]).ended
    expect(code).toBe(1)
    expect(stderr).toContain(`${file} is in use by another raven-inbox.`)
    expect((await send(origin, 2)).status).toBe(200)
    const status = await fetch(`${origin}/api/0/status/`)
    expect(await status.json()).toMatchObject({ events: 2 })
  })
})

/** Ids of all events that the inbox keeps, by its lists. */
async function keptIds(origin: string): Promise<Set<string>> {
  const ids = new Set<string>()
  let cursor = ''
  do {
    const path = `/api/0/search/?q=number&limit=100&cursor=${cursor}`
    const text = await (await fetch(origin + path)).text()
    for (const [, id = ''] of text.matchAll(/"eventId":"([0-9a-f]{32})"/g)) ids.add(id)
    cursor = /"next":"([^"]+)"/.exec(text)?.[1] ?? ''
  } while (cursor !== '')
  return ids
}

test('killed under load, it has all it acknowledged, and starts again without help', async () => {
  const file = await scratchFile()
  const acknowledged: number[] = []
  let next = 0
  for (const round of [1, 2, 3]) {
    const running = runInbox(['--port', '0', '--file', file])
    const origin = await running.origin
    const sender = async (): Promise<void> => {
      for (;;) {
        next += 1
        const number = next
        const response = await send(origin, number).catch(() => undefined)
        if (response?.status !== 200) return
        acknowledged.push(number)
        if (acknowledged.length >= 100 * round) running.kill('SIGKILL')
      }
    }
    await Promise.all(Array.from({ length: 20 }, sender))
    expect((await running.ended).signal).toBe('SIGKILL')
  }
  const kept = await keptIds(await runInbox(['--port', '0', '--file', file]).origin)
  expect(acknowledged.length).toBeGreaterThanOrEqual(300)
  expect(acknowledged.filter((number) => !kept.has(eventId(number)))).toEqual([])
}, 90_000)

test.runIf(process.platform === 'linux')(
  'bombs do not fill its memory',
  async () => {
    const running = runInbox(['--port', '0', '--file', await scratchFile()])
    const origin = await running.origin
    const bomb = gzipBomb(1024 ** 3)
    const url = `${origin}/api/1/envelope/?sentry_key=public`
    const headers = { 'content-encoding': 'gzip' }
    const attack = () => fetch(url, { method: 'POST', headers, body: bomb })
    for (const _round of [1, 2]) {
      const answers = await Promise.all([1, 2, 3, 4].map(attack))
      expect(answers.map((answer) => answer.status)).toEqual([413, 413, 413, 413])
    }
    expect((await send(origin, 1)).status).toBe(200)
    const status = await readFile(`/proc/${running.pid}/status`, 'utf8')
    const peakKib = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1])
    expect(peakKib).toBeLessThan(512 * 1024)
  },
  90_000,
)
