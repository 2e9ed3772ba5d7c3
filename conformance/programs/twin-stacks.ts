/**
 * Makes errors in pairs, captures one of each, and prints what differs: `{ pairs, mixedUp, mapped }`.
 *
 * Both errors of a pair come from one line, so their stacks are the same text, unless capturing one
 * changed it. Each pair is made several times, since what was seen before is remembered.
 */
import { ASYNC_MAKERS, MAKERS } from '../../packages/raven/test/stack/programs/errors.ts'

interface Recording {
  readonly client: { captureException(error: unknown): string }
}

const ROUNDS = 4
const kit = 'raven-ts/testing' // by name, so that what was built is meant
const { record } = (await import(kit)) as { record(): Recording }
const { client } = record()

function stackOf(error: unknown): unknown {
  try {
    const stack: unknown = Reflect.get(Object(error), 'stack')
    return typeof stack === 'string' || Array.isArray(stack) ? stack : String(stack)
  } catch (thrown) {
    return `threw ${String(thrown)}`
  }
}

/** Bun adds these to an error whose stack was read, or does not: now so, now so, without us as well. */
const BUNS_OWN: ReadonlySet<string> = new Set(['originalLine', 'originalColumn'])

/** Asking Bun for the keys of an error makes its stack, so this comes last. */
function keysOf(error: unknown): string {
  try {
    return Reflect.ownKeys(Object(error))
      .map((key) => key.toString())
      .filter((key) => !BUNS_OWN.has(key))
      .join()
  } catch (thrown) {
    return `threw ${String(thrown)}`
  }
}

let pairs = 0
let mapped = false
const mixedUp: unknown[] = []

function compare(name: string, [plain, captured]: readonly unknown[]): void {
  pairs++
  client.captureException(captured)
  const first = stackOf(plain)
  // Bun throws to the first reader only: to any reader, and so to ours
  const without = String(first).startsWith('threw') ? stackOf(plain) : first
  const [withUs, again] = [stackOf(captured), stackOf(captured)]
  mapped ||= String(without).includes('errors.ts')
  const same =
    JSON.stringify(without) === JSON.stringify(withUs) && String(withUs) === String(again)
  if (!same || keysOf(plain) !== keysOf(captured))
    mixedUp.push({ name, without, withUs, again, keys: [keysOf(plain), keysOf(captured)] })
}

const hook = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')

for (let round = 0; round < ROUNDS; round++) {
  for (const [name, make] of Object.entries(MAKERS))
    compare(
      `${name}, round ${round}`,
      [0, 1].map(() => make(round)),
    )
  for (const [name, make] of Object.entries(ASYNC_MAKERS)) {
    const twins: unknown[] = []
    for (let twin = 0; twin < 2; twin++) twins.push(await make(round))
    compare(`${name}, round ${round}`, twins)
  }
}

const after = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
if (hook?.value !== after?.value || hook?.get !== after?.get)
  mixedUp.push({ name: 'the hook itself' })
console.log(JSON.stringify({ pairs, mixedUp, mapped }))
