/** The packages as they are published: packed, installed elsewhere, and used by import and by require. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConsumer, type Consumer } from './consumer.ts'

let consumer: Consumer

beforeAll(() => {
  consumer = createConsumer()
})

afterAll(() => consumer.remove())

/** What a program printed as JSON; fails with what it said if it failed. */
async function answerOf(program: string): Promise<unknown> {
  const { code, stdout, stderr } = await consumer.run(program)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

test('a class is the same one through every entry, by import and by require', async () => {
  expect(await answerOf('identity.mjs')).toEqual({ entries: 4, apart: [] })
  expect(await answerOf('identity.cjs')).toEqual({ one: true, same: true })
})

test('an event is delivered exactly once, and a request gives its context to its own event', async () => {
  expect(await answerOf('deliver.mjs')).toEqual({
    orders: [
      { order: '17', user: 'u1', path: '/orders/17', method: 'GET' },
      { order: '18', user: 'u1', path: '/orders/18', method: 'GET' },
    ],
    counts: ['1 one and only one', '2 TypeError: no such order'],
  })
})

test('both packages work by require', async () => {
  expect(await answerOf('deliver.cjs')).toEqual(['1 RangeError: by require'])
})

test.each(['raven-ts', 'raven-inbox'])('%s is published without anything private', (name) => {
  const text = readFileSync(join(consumer.folder, 'node_modules', name, 'package.json'), 'utf8')
  expect(text).not.toMatch(/raven-source|devDependencies|"scripts"|src\//)
})

describe('types resolve for users', () => {
  test.each(['nodenext', 'bundler'])('by %s resolution', async (kind) => {
    const { code, stdout } = await consumer.compile(`tsconfig.${kind}.json`)
    expect(stdout).toBe('')
    expect(code).toBe(0)
  })
})
