/**
 * The same as conformance, for long: many rounds of the cases that are about chance and about what is left behind.
 *
 * By hand, now and then: what happens once in a thousand times is found here.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Fault, program } from './program.mjs'
import { ROOT } from './real-parts.mjs'

/** Each with its rounds: ends and faults of programs, a thousand requests, twenty clients. */
const CASES = { dying: 100, several: 100, faults: 50, requests: 1_000, clients: 500 }

const HELP = `node tools/soak.mjs [case…]

Runs cases of conformance/cases for many rounds on the Node in use, one after the other, and prints what they
measured. Build first.

  dying      programs that end in every way              100 rounds
  several    processes and threads over one spool        100 rounds
  faults     kills, starts and a server in trouble        50 rounds
  requests   a server under load, 1 % of it errors      1000 rounds of 1,000 requests
  clients    clients made and closed                     500 rounds of 20

  --rounds N   other than these
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
  options: { rounds: { type: 'string' } },
  async run({ rounds }, positionals) {
    const unknown = positionals.filter((name) => !Object.hasOwn(CASES, name))
    if (unknown.length > 0) throw new Fault(`no such case: ${unknown.join(', ')}`)
    const results = []
    for (const name of positionals.length > 0 ? positionals : Object.keys(CASES))
      results.push(await soak(name, rounds ?? String(CASES[name])))
    return results.every(Boolean) ? 0 : 1
  },
})
