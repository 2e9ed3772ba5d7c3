/** What the client touches, and that it lets go of it: the table of `docs/harmless.md`. */

import { expect, test } from 'vitest'
import { PACKAGE, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAM = `${PACKAGE}test/e2e/programs/touches.mjs`

async function steps(env: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const receiver = await Receiver.start()
  const running = start(PROGRAM, [receiver.dsn], {
    env: { RAVEN_SPOOL_DIR: `${scratchFolder()}/spool`, ...env },
  })
  const { code, stdout, stderr } = await running.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(receiver.received).toHaveLength(1)
  return JSON.parse(stdout)
}

test('a client touches what is listed, step by step, and lets go of all of it', async () => {
  const seen = await steps()
  expect(seen.import).toEqual({})
  expect(seen.constructor).toEqual(['env'])
  expect(seen.idle).toEqual(['env'])
  expect(seen.capture).toEqual({
    listeners: { exit: 1, beforeExit: 1 },
    resources: expect.arrayContaining(['Immediate']),
    files: ['seg'],
    descriptors: expect.any(Number),
  })
  expect(seen.sent).toMatchObject({ workers: { started: 1, ended: 0 } })
  expect(seen.install).toMatchObject({
    listeners: { uncaughtExceptionMonitor: 1, newListener: 1, removeListener: 1, exit: 1 },
  })
  expect(Object.keys(Object(seen.install))).toEqual(['listeners', 'env'])
  expect(seen.close).toEqual({
    workers: { started: 1, ended: 1 },
    env: expect.any(Array),
  })
})

test('on the event loop there is no thread', async () => {
  const seen = await steps({ SENTRY_WORKER: 'no' })
  expect(seen.import).toEqual({})
  expect(seen.sent).not.toHaveProperty('workers')
  expect(seen.close).toEqual({ env: expect.any(Array) })
})
