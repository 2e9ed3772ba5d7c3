/**
 * The same as conformance, for long: many rounds of the cases that are about chance.
 *
 * By hand, now and then: what happens once in a thousand times is found here.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Fault, program } from './program.mjs'
import { ROOT } from './real-parts.mjs'

const CASES = ['dying', 'several']

const HELP = `node tools/soak.mjs [case…]

Runs cases of conformance/cases for many rounds on the Node in use, one after the other: ${CASES.join(', ')}.
Build first.

  --rounds N   default 100
  --help       this text

Example: node tools/soak.mjs dying --rounds 20`

/** Runs one case; says how long it took and whether it held. */
async function soak(name, rounds) {
  const started = performance.now()
  const child = spawn(process.execPath, [join(ROOT, 'conformance', 'cases', `${name}.mjs`)], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, RAVEN_ROUNDS: rounds, RAVEN_NODE: process.execPath },
  })
  const [code, signal] = await once(child, 'close')
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(
    `${name}: ${rounds} rounds, ${code === 0 ? 'ok' : `ended with ${signal ?? code}`}, ${seconds} s`,
  )
  return code === 0
}

await program(import.meta.url, {
  help: HELP,
  options: { rounds: { type: 'string', default: '100' } },
  async run({ rounds }, positionals) {
    const unknown = positionals.filter((name) => !CASES.includes(name))
    if (unknown.length > 0) throw new Fault(`no such case: ${unknown.join(', ')}`)
    const results = []
    for (const name of positionals.length > 0 ? positionals : CASES)
      results.push(await soak(name, rounds))
    return results.every(Boolean) ? 0 : 1
  },
})
