/** What is wrong with a configuration is said once, in plain words, with file and line; the program runs on. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'
import { runWith } from './flags.ts'

describe('a configuration that cannot be used', () => {
  const dsn = 'http://public:secret@127.0.0.1:9/1'
  const long = `{\n  "dsn": "${dsn}",\n`
  test.each([
    ['json', `${long}  "timeoutMs": "soon"\n}`, ':3: option "timeoutMs" must be a number from 0'],
    [
      'json',
      `${long}  "relase": "1"\n}`,
      ':3: there is no option "relase"; did you mean "release"?',
    ],
    [
      'json',
      `${long}  "log_level": "1"\n}`,
      ':3: option "logLevel" is no option; did you mean "level"?',
    ],
    ['json', `${long}  "level": "loud"\n}`, ':3: option "level" must be debug, info'],
    ['json', `${long}  "integrations": ["hono"]\n}`, ':3: option "integrations" has "hono"'],
    ['json', `${long}  "release": "1",\n}`, ':4: it is no JSON from here on'],
    ['json', `{\n  "dsn": "nowhere"\n}`, ':2: '],
    ['json', '[1]', ': it holds no object'],
    [
      'js',
      `module.exports = {\n  dsn: '${dsn}',\n  tags: 3 }`,
      ':3: option "tags" must be an object',
    ],
    ['cjs', 'module.exports = {\n  dsn: }', ':2: SyntaxError'],
    ['mjs', 'export default {\n  dsn: }', ':2: SyntaxError'],
    ['mjs', '\nthrow new Error("no tea")', ':2: Error: no tea'],
    ['mjs', 'export default await {}', ': it waits (`await`) at its top level'],
  ])('raven.config.%s %j is said once', async (ending, text, said) => {
    const cwd = scratchFolder()
    const file = join(cwd, `raven.config.${ending}`)
    writeFileSync(file, text)
    const { code, stdout, stderr } = await runWith('--import', 'well.mjs', {}, { cwd })
    expect([code, stdout]).toEqual([0, 'tea is ready\n'])
    expect(stderr).toMatch(/^raven: [^\n]*\n$/)
    expect(stderr).toContain(`raven: ${file}${said}`)
  })

  test('is said by the main thread alone', async () => {
    const cwd = scratchFolder()
    writeFileSync(join(cwd, 'raven.config.json'), '{ "relase": "1" }')
    const { stderr } = await runWith('--import', 'threads.mjs', {}, { cwd })
    expect(stderr).toMatch(/^raven: [^\n]*\n$/)
  })

  test('which RAVEN_CONFIG names, and which is not there, is said', async () => {
    const { code, stderr } = await runWith('--import', 'well.mjs', { RAVEN_CONFIG: 'no.json' })
    expect(code).toBe(0)
    expect(stderr).toMatch(/^raven: .*no\.json: it cannot be read \(ENOENT\); it is ignored\n$/)
  })

  test('in TypeScript is read where Node reads it, else said', async () => {
    const receiver = await Receiver.start()
    const cwd = scratchFolder()
    const text = `const dsn: string = '${receiver.dsn}'\nexport default { dsn }\n`
    writeFileSync(join(cwd, 'raven.config.ts'), text)
    const env = { NODE_NO_WARNINGS: '1' }
    const { stderr } = await runWith('--import', 'plain.cjs', env, { cwd })
    const reads = Boolean(Reflect.get(process.features, 'typescript'))
    expect(stderr.includes('raven.config.ts: this runtime does not read TypeScript')).toBe(!reads)
    expect(receiver.received).toHaveLength(reads ? 1 : 0)
  })
})
