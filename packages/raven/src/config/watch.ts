/** What is listened to and replaced in a program that does not know of it, and the way back from all of it. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import type { Client } from 'raven-ts'
import { quietly } from './quietly.ts'

/** A method of others' objects, to be called. */
type Original = (this: unknown, ...args: readonly unknown[]) => unknown
/** One to be put in its place, which knows what it is called with. */
type Method = (this: never, ...args: never[]) => unknown

/** One program's. Nothing here throws into it. */
export class Watch {
  readonly client: Client
  readonly #undo: (() => void)[] = []
  readonly #replaced = new WeakMap<object, Set<string>>()
  #isOn = true
  #loader: NodeJS.Require | undefined
  #onServer: ((server: object) => void)[] | undefined

  constructor(client: Client) {
    this.client = client
  }

  /** Made when first needed: most programs that are started need none. */
  get #require(): NodeJS.Require {
    return (this.#loader ??= createRequire(import.meta.url))
  }

  /** An integration, loaded and made now, at once; it ends with the rest. */
  make<T extends { uninstall(): void }>(name: string, maker: string, options: object = {}): T {
    const module: unknown = this.#require(`raven-ts/contrib/${name}`)
    const { [maker]: make } = module as Record<string, (options: object) => T> // as its entry says
    if (!make) throw new TypeError(`${name} has no ${maker}`)
    const made = make({ client: this.client, ...options })
    this.#undo.push(() => made.uninstall())
    return made
  }

  /** What modules gave out whose path ends so; only CommonJS is known there, however it was imported. */
  loaded(ending: string): readonly object[] {
    const { cache } = this.#require
    return Object.keys(cache)
      .filter((file) => file.replaceAll('\\', '/').endsWith(ending))
      .map((file): unknown => cache[file]?.exports)
      .filter((exports) => typeof exports === 'function')
  }

  /** Hears what Node, or a package, tells on a diagnostic channel. */
  hear(channel: string, hear: (message: unknown) => void): void {
    const listener = (message: unknown): void => quietly(() => hear(message))
    subscribe(channel, listener)
    this.#undo.push(() => unsubscribe(channel, listener))
  }

  /** Calls back with each `node:http` server, right before it hands out its first request. */
  onServer(seen: (server: object) => void): void {
    if (this.#onServer) return void this.#onServer.push(seen)
    const all = [seen]
    this.#onServer = all
    const known = new WeakSet()
    this.hear('http.server.request.start', (message) => {
      const { server } = message as { server: object } // as Node documents it
      if (known.has(server)) return
      known.add(server)
      for (const one of all) quietly(() => one(server))
    })
  }

  /** Puts a method in the place of another, once; `end` puts that back. */
  replace(target: object, name: string, make: (original: Original) => Method): void {
    const names = this.#replaced.get(target) ?? new Set()
    const own = Object.getOwnPropertyDescriptor(target, name)
    const original: unknown = own?.value
    if (names.has(name) || typeof original !== 'function') return
    this.#replaced.set(target, names.add(name))
    const before = original as Original // handed on what it was called with
    const after = make(before) as Original
    const isOn = (): boolean => this.#isOn
    const method = {
      [name](this: unknown, ...args: readonly unknown[]): unknown {
        return Reflect.apply(isOn() ? after : before, this, args)
      },
    }[name]
    Object.defineProperty(target, name, { ...own, value: method })
    this.#undo.push(() => {
      // who replaced ours meanwhile keeps what it has, and ours then only passes on
      if (Reflect.get(target, name) === method) Object.defineProperty(target, name, { ...own })
    })
  }

  /** Takes everything back. */
  end(): void {
    this.#isOn = false
    for (const undo of this.#undo.splice(0)) quietly(undo)
  }
}
