/** The claims of `docs/processes.md` that no other test makes good. */

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { PACKAGE, start, startCommand } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAM = `${PACKAGE}test/e2e/programs/processes.mjs`
const NEXT = `${PACKAGE}test/e2e/programs/next-start.mjs`
/** What is started so is the first process of a world of its own, as in a container. */
const APART = ['unshare', '-p', '-f']
const canBeApart = (): boolean => {
  const isSo = spawnSync(APART[0] ?? '', [...APART.slice(1), 'true']).status === 0
  if (!isSo) console.warn('skipped, no right to make namespaces: the first process of a container')
  return isSo
}

async function world() {
  const receiver = await Receiver.start()
  return { receiver, env: { SENTRY_DSN: receiver.dsn, RAVEN_SPOOL_DIR: scratchFolder() } }
}

function saidTo({ received }: Receiver): readonly string[] {
  return received.flatMap(({ body }) => body.toString().match(/[\w-]+ was here/)?.[0] ?? [])
}

test('an error that ends a worker of a cluster is reported there, and is none of the primary’s', async () => {
  const { receiver, env } = await world()
  const { code, stdout } = await start(PROGRAM, ['cluster'], { env }).ended
  expect([code, stdout]).toEqual([0, 'worker 1\n'])
  expect(saidTo(receiver)).toEqual(['cluster was here'])
})

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s that nobody hears ends the program at once, and the next start sends what it had',
    async (signal) => {
      const { receiver, env } = await world()
      receiver.respond = () => {} // so that it has something
      const { child, ended } = start(PROGRAM, ['default'], { env })
      await once(child.stdout, 'data')
      child.kill(signal)
      expect(await ended).toMatchObject({ code: null, signal, stderr: '' })
      receiver.received.length = 0
      receiver.respond = (_, response) => void response.end('{}')
      await start(NEXT, [receiver.dsn], { env }).ended
      expect(saidTo(receiver)).toEqual(['default was here'])
    },
  )

  test('after which the program closes the client has everything arrive before the end', async () => {
    const { receiver, env } = await world()
    const { child, ended } = start(PROGRAM, ['closing'], { env })
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 143, stderr: '' })
    expect(saidTo(receiver)).toEqual(['closing was here'])
  })
})

describe.skipIf(!canBeApart())('the first process of a container', () => {
  test.each([
    ['first', { code: 0, stdout: 'alive as 1\n' }, []],
    ['first-closing', { code: 143, stdout: '' }, ['first-closing was here']],
  ])('%s: %j', async (kind, end, said) => {
    const { receiver, env } = await world()
    const { ended } = startCommand([...APART, process.execPath, PROGRAM, kind], { env })
    expect(await ended).toMatchObject(end)
    expect(saidTo(receiver)).toEqual(said)
  })
})
