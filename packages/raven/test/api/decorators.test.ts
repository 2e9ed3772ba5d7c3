import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import type { CaptureExceptions, ExceptionsDecorator } from '../../src/client/capture-exceptions.ts'
import type { ExceptionOptions } from '../../src/client/client.ts'
import { recorder } from '../support/recorder.ts'
import { scratchFolder } from '../support/scratch.ts'

const TSC = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
)

/** Every place of a class that a decorator of functions can stand at in both forms. */
const COMMON = `
  @capture method(x: number) { this.fail('method'); return x }
  @capture static fixed() { throw new Error('fixed') }
  @capture async later() { await null; this.fail('later') }
  @capture *steps() { yield 1; this.fail('steps') }
  @capture get shown(): number { return this.fail('shown') }
  @capture set shown(value: number) { this.fail('written ' + value) }
  @capture static get kept(): number { throw new Error('kept') }
  @limited narrow() { throw new TypeError('narrow') }
  @limited wide() { throw new Error('wide') }
`

/** The legacy form takes an accessor pair as one and allows a decorator on the first of them only. */
const LEGACY = COMMON.replace('@capture set shown', 'set shown')

/** What only the standard allows. */
const STANDARD_ONLY = `
  @capture #hidden() { this.fail('hidden') }
  callHidden() { this.#hidden() }
  @capture accessor size = 4
`

const source = (members: string) => `
  type Capture = (...args: any[]) => any
  export function make(capture: Capture & any, limited: any) {
    class Cart {
      readonly name = 'cart'
      fail(what: string): never { throw new Error(this.name + ' ' + what) }
      ${members}
    }
    return Cart
  }
`

interface Cart {
  method(x: number): number
  later(): Promise<void>
  steps(): Iterable<number>
  shown: number
  narrow(): void
  wide(): void
  callHidden?(): void
  size?: number
}

interface CartClass {
  new (): Cart
  fixed(): void
  readonly kept: number
}

type Capture = CaptureExceptions<ExceptionOptions>
type Make = (capture: Capture, limited: ExceptionsDecorator) => CartClass

function byTsc(code: string, legacy: boolean): string {
  const folder = scratchFolder()
  writeFileSync(join(folder, 'cart.mts'), code)
  const flags = ['--target', 'es2022', '--module', 'nodenext', '--outDir', join(folder, 'out')]
  const decorators = legacy ? ['--experimentalDecorators'] : []
  const types = ['--types', '', '--noCheck']
  execFileSync(process.execPath, [TSC, ...flags, ...decorators, ...types, 'cart.mts'], {
    cwd: folder,
  })
  return join(folder, 'out', 'cart.mjs')
}

function byEsbuild(code: string, legacy: boolean): string {
  const file = join(scratchFolder(), 'cart.mjs')
  const tsconfigRaw = { compilerOptions: legacy ? { experimentalDecorators: true } : {} }
  writeFileSync(file, transformSync(code, { loader: 'ts', target: 'es2022', tsconfigRaw }).code)
  return file
}

describe.each([
  ['TypeScript, standard', byTsc, false],
  ['TypeScript, experimentalDecorators', byTsc, true],
  ['esbuild, standard', byEsbuild, false],
  ['esbuild, experimentalDecorators', byEsbuild, true],
] as const)('decorators as compiled by %s', (_, compile, legacy) => {
  test('report what methods and accessors throw, and throw it on', async () => {
    const file = compile(source(legacy ? LEGACY : COMMON + STANDARD_ONLY), legacy)
    const { client, events } = recorder()
    const { make } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { make: Make }
    const Cart = make(client.captureExceptions, client.captureExceptions([TypeError]))
    const cart = new Cart()
    expect(() => cart.method(1)).toThrow('cart method')
    expect(() => Cart.fixed()).toThrow('fixed')
    await expect(cart.later()).rejects.toThrow('cart later')
    expect(() => [...cart.steps()]).toThrow('cart steps')
    expect(() => cart.shown).toThrow('cart shown')
    expect(() => (cart.shown = 5)).toThrow('cart written 5')
    expect(() => Cart.kept).toThrow('kept')
    expect(() => cart.narrow()).toThrow('narrow')
    expect(() => cart.wide()).toThrow('wide')
    const hidden = cart.callHidden ? ['cart hidden'] : []
    if (cart.callHidden) expect(() => cart.callHidden?.()).toThrow('cart hidden')
    expect(cart.size).toBe(legacy ? undefined : 4)
    expect([cart.method.name, cart.method.length]).toEqual(['method', 1])
    const values = (await events()).map((event) => event.exception?.values.at(-1)?.value)
    expect(values).toEqual([
      'cart method',
      'fixed',
      'cart later',
      'cart steps',
      'cart shown',
      'cart written 5',
      'kept',
      'narrow',
      ...hidden,
    ])
  })
})

test('on a field of the older form nothing is changed', async () => {
  const file = byEsbuild(source(`${LEGACY} @capture plain = 3`), true)
  const { client } = recorder()
  const { make } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { make: Make }
  expect(
    new (make(client.captureExceptions, client.captureExceptions([TypeError])))(),
  ).toMatchObject({ plain: 3 })
})
