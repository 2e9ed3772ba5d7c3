/** Reads twins, one by us and one not, and prints both texts. */

import { createNodeRuntime } from '../../../src/runtime/node.ts'
import { Fragments } from '../../../src/values/fragments.ts'
import { StackReader } from '../../../src/stack/stack-reader.ts'
import { ASYNC_MAKERS, MAKERS } from './errors.ts'

const [limit = '10', hook = 'none'] = process.argv.slice(2)
Error.stackTraceLimit = Number(limit)

function words(error: Error, sites: NodeJS.CallSite[]): string {
  return `${error.name} with ${sites.length} sites of ${sites.map((site) => site.getFunctionName()).join()}`
}

if (hook === 'function') Error.prepareStackTrace = words
if (hook === 'list') Error.prepareStackTrace = (_, sites) => sites.map(String)
if (hook === 'throws')
  Error.prepareStackTrace = () => {
    throw new RangeError('the hook refuses')
  }
if (hook === 'absent') Reflect.deleteProperty(Error, 'prepareStackTrace')
if (hook === 'undefined') Reflect.set(Error, 'prepareStackTrace', undefined)
if (hook === 'accessor')
  Object.defineProperty(Error, 'prepareStackTrace', { get: () => words, configurable: true })
if (hook === 'fixed')
  Object.defineProperty(Error, 'prepareStackTrace', { value: words, configurable: false })
if (hook === 'frozen') Object.freeze(Error)

const header = createNodeRuntime().stackHeader
const reader = new StackReader({
  rules: { root: '/', include: [], exclude: [] },
  fragments: new Fragments(),
  ...(header ? { header } : {}),
})

function read(error: unknown): unknown {
  try {
    const stack: unknown = Reflect.get(error as object, 'stack')
    return typeof stack === 'string' || Array.isArray(stack) ? stack : String(stack)
  } catch (thrown) {
    return `threw ${Object.prototype.toString.call(thrown)} ${String(thrown)}`
  }
}

interface Pair {
  readonly name: string
  readonly without: unknown
  readonly withUs: unknown
  readonly again: unknown
}

/** A hook that throws makes some constructors throw: then that is the error. */
function made(make: () => unknown): unknown {
  try {
    return make()
  } catch (error) {
    return error
  }
}

function describeHook(): unknown {
  return Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
}

const before = describeHook()
const pairs: Pair[] = []

function add(name: string, twins: readonly unknown[]): void {
  const [plain, ours] = twins
  const without = read(plain)
  const keys = Reflect.ownKeys(ours as object).length
  reader.sitesOf(ours as object, 'some message')
  const grown = Reflect.ownKeys(ours as object).length - keys
  pairs.push({ name, without, withUs: read(ours), again: grown === 0 ? read(ours) : 'grew' })
}

for (let round = 0; round < 4; round++) {
  for (const [name, make] of Object.entries(MAKERS))
    add(
      `${name}, round ${round}`,
      [0, 1].map(() => made(() => make(round))),
    )
  for (const [name, make] of Object.entries(ASYNC_MAKERS)) {
    const twins: unknown[] = []
    for (let twin = 0; twin < 2; twin++) twins.push(await make(round))
    add(`${name}, round ${round}`, twins)
  }
}

const after = describeHook()
const sameHook = ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'].every(
  (key) =>
    Reflect.get(Object(before), key) === Reflect.get(Object(after), key) &&
    (before === undefined) === (after === undefined),
)
process.stdout.write(JSON.stringify({ sameHook, pairs }))
