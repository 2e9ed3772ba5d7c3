/** Variables of what is thrown, in programs of their own: the inspector is a whole thread's. */

import { expect, test } from 'vitest'
import { PACKAGE, start, type StartOptions } from '../support/programs.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`
const [MAJOR = 0] = process.versions.node.split('.').map(Number)
/** Node's permissions, without the one to inspect. */
const PERMITTED = [MAJOR < 23 ? '--experimental-permission' : '--permission', '--allow-fs-read=*']

/** What a program prints; it says nothing on stderr. */
async function seen(way: string, options: StartOptions = {}): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await start(`${PROGRAMS}/locals.mjs`, [way], options).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

const paid = (amount: number) => ({ amount, due: amount + 1, more: '[undefined]' })

test('each client sees what it asked for, whatever others in the process ask for', async () => {
  expect(await seen('clients')).toEqual({
    all: [paid(1), paid(2)],
    uncaught: [null, paid(2)],
    none: [null, null],
  })
})

test('a client that is closed lets go of it; the others go on, and a new one begins anew', async () => {
  expect(await seen('close')).toEqual({ whileOne: [paid(1)], again: [paid(3)], undone: true })
})

test('of a flood of errors the first fifty show variables, and every one is an event', async () => {
  const { events, seen: shown } = await seen('bucket')
  expect(events).toBe(300)
  expect(shown).toBeGreaterThanOrEqual(50)
  expect(shown).toBeLessThan(300)
})

test('what was seen goes with the errors it belongs to', async () => {
  const { grownMegabytes } = await seen('memory', { nodeArgs: ['--expose-gc'] })
  expect(grownMegabytes).toBeLessThan(8) // five hundred calls with a quarter of a megabyte each
})

test('variables are masked like everything else, and can be removed', async () => {
  const { found, leaks } = await seen('masked')
  expect(found).toEqual([
    {
      amount: 1,
      due: 2,
      more: { password: '[Filtered]', note: expect.stringContaining('[Filtered]') },
    },
    null,
    null,
  ])
  expect(leaks).toBe(false)
})

test('without the option the inspector is not even loaded', async () => {
  expect(await seen('off')).toEqual({ shown: [null], loaded: false })
  expect(await seen('on')).toEqual({ shown: [paid(1)], loaded: true })
})

test.each<[string, StartOptions]>([
  ['--inspect', { nodeArgs: ['--inspect=127.0.0.1:0'] }],
  ['NODE_OPTIONS=--inspect', { env: { NODE_OPTIONS: '--inspect=127.0.0.1:0' } }],
])('beside a debugger (%s) nothing is looked at, and all is reported', async (_, options) => {
  const { code, stdout, stderr } = await start(`${PROGRAMS}/locals.mjs`, ['on'], options).ended
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ shown: [null] })
  expect(stderr).not.toMatch(/waiting for the debugger|captureLocals/i)
})

test('where the inspector is not permitted it is said once, and all is reported', async () => {
  const running = start(`${PROGRAMS}/locals.mjs`, ['on'], { nodeArgs: PERMITTED })
  const { code, stdout, stderr } = await running.ended
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ shown: [null] })
  expect(stderr.match(/option "captureLocals" is ignored/g)).toHaveLength(1)
})

test('in CommonJS, too, and a module’s own variables stay out', async () => {
  const { code, stdout, stderr } = await start(`${PROGRAMS}/locals-common.cjs`).ended
  expect(code).toBe(1)
  expect(stderr).toContain('RangeError: cannot pay 15')
  const vars = JSON.parse(stdout) as [string, unknown][]
  expect(vars.at(-1)).toEqual(['pay', { amount: 2, due: 15 }])
  expect(stdout).not.toContain('of the module')
})
