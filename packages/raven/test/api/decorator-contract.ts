/** Both forms of the decorator on every member of a class it can stand at, as some compiler has them. */

import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type { CaptureExceptions, ExceptionsDecorator } from '../../src/client/capture-exceptions.ts'
import type { ExceptionOptions } from '../../src/client/client.ts'
import { recorder } from '../support/recorder.ts'

/** Compiles TypeScript into a file of its own and answers its path; `legacy` is `experimentalDecorators`. */
export type Compile = (code: string, legacy: boolean) => string

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
export const LEGACY = COMMON.replace('@capture set shown', 'set shown')

/** What only the standard allows. */
const STANDARD_ONLY = `
  @capture #hidden() { this.fail('hidden') }
  callHidden() { this.#hidden() }
  @capture accessor size = 4
`

export const source = (members: string) => `
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

/** A compiler's output reports what methods and accessors throw, and throws it on. */
export function decoratorContract(compile: Compile, legacy: boolean): void {
  test('report what methods and accessors throw, and throw it on', async () => {
    const file = compile(source(legacy ? LEGACY : COMMON + STANDARD_ONLY), legacy)
    const { Cart, events } = await loadCart(file)
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
}

/** A class compiled from these members, and the client that its decorators report to. */
export async function loadCart(
  file: string,
): Promise<{ Cart: CartClass; events: Recorded['events'] }> {
  const { client, events } = recorder()
  const { make } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { make: Make }
  return { Cart: make(client.captureExceptions, client.captureExceptions([TypeError])), events }
}

type Recorded = ReturnType<typeof recorder>
