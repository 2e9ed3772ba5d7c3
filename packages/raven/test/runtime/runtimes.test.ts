import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { createNodeRuntime } from '../../src/runtime/node.ts'
import type { Runtime } from '../../src/runtime/runtime.ts'
import { createWebRuntime } from '../../src/runtime/web.ts'
import { scratchFolder } from '../support/scratch.ts'

describe.each<[string, () => Runtime]>([
  ['Node', createNodeRuntime],
  ['the web', createWebRuntime],
])('on %s', (_, create) => {
  test('ids are version 4 UUIDs without dashes, and never the same', () => {
    const { randomId } = create()
    const ids = Array.from({ length: 1000 }, randomId)
    expect(new Set(ids).size).toBe(1000)
    expect(ids.filter((id) => !/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/.test(id))).toEqual([])
  })

  test('two runtimes do not count through the same ids', () => {
    expect(create().randomId()).not.toBe(create().randomId())
  })

  test('deferred work runs after the code that runs now', async () => {
    const order: string[] = []
    const done = new Promise<void>((resolve) => {
      create().defer(() => {
        order.push('deferred')
        resolve()
      })
    })
    order.push('now')
    await Promise.resolve().then(() => order.push('promise'))
    await done
    expect(order).toEqual(['now', 'promise', 'deferred'])
  })

  test('what was cancelled does not run, however often', () => {
    vi.useFakeTimers()
    const { hold, later } = create()
    const ran: string[] = []
    const stops = [later(10, () => ran.push('later')), hold(10, () => ran.push('hold'))]
    for (const stop of [...stops, ...stops]) stop()
    later(10, () => ran.push('kept'))
    vi.advanceTimersByTime(20)
    vi.useRealTimers()
    expect(ran).toEqual(['kept'])
  })
})

test('where nothing random may be had yet, ids are made of numbers', () => {
  const refused = vi.spyOn(crypto, 'getRandomValues').mockImplementation(() => {
    throw new Error('not within global scope')
  })
  const { randomId } = createWebRuntime()
  const ids = Array.from({ length: 100 }, randomId)
  refused.mockRestore()
  expect(new Set(ids).size).toBe(100)
  expect(ids.join(' ')).toMatch(/^([0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15} ?)+$/)
})

test('on the web a task is run where somebody began to wait, once and not at once', async () => {
  const ran: string[] = []
  const goOn = createWebRuntime().here?.()
  goOn?.(() => void ran.push('first'))
  goOn?.(() => void ran.push('second'))
  ran.push('now')
  await Promise.resolve()
  await Promise.resolve()
  expect(ran).toEqual(['now', 'first'])
})

describe('reading text on Node', () => {
  const { readText } = createNodeRuntime()
  const folder = () => {
    const path = scratchFolder()
    writeFileSync(join(path, 'file'), 'ä'.repeat(10))
    mkdirSync(join(path, 'folder'))
    return path
  }

  test.each([
    ['file', 20, 'ä'.repeat(10)],
    ['file', 19, undefined],
    ['folder', 1e6, undefined],
    ['missing', 1e6, undefined],
    ['missing\0', 1e6, undefined],
  ])('%j of at most %d bytes', (name, most, text) => {
    expect(readText?.(join(folder(), name), most)).toBe(text)
  })

  test.each(['/dev/zero', '/dev/null'])('%s is no file to wait for', (path) => {
    expect(readText?.(path, 1e6) || undefined).toBeUndefined()
  })
})
