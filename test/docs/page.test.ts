import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeBlocks, type Block } from './blocks.ts'
import { readPage, type Reading } from './page.ts'

let page: Reading

beforeAll(async () => {
  page = await readPage()
})

afterAll(() => page.close())

function block(info: string, ...lines: readonly string[]): Block {
  const [found] = codeBlocks(['```' + info, ...lines, '```'].join('\n'))
  if (found === undefined) throw new Error('no block')
  return found
}

test('a block runs where our packages are, and its events are counted', async () => {
  const ran = await page.follow(
    block(
      'ts run events=1',
      "import { Client } from 'raven-ts'",
      "const client: Client = new Client('http://public:secret@localhost:9000/1')",
      "client.captureMessage('from a page')",
      'await client.close(20_000)',
    ),
  )
  expect(ran).toEqual({ code: 0, said: '', events: 1 })
})

test('a block that fails is found, with what it said', async () => {
  expect(await page.follow(block('js run', "throw new Error('not so')"))).toMatchObject({
    code: 1,
    said: expect.stringContaining('not so'),
    events: 0,
  })
})

test('a file is there for the shell block below it', async () => {
  await page.follow(block('js file=app.mjs', "console.log('from app')"))
  const ran = await page.follow(block('sh run', 'node app.mjs', 'ls inbox.db >/dev/null'))
  expect(ran).toMatchObject({ code: 0, said: 'from app\n' })
})

test('a shell block fails at its first failing line', async () => {
  const ran = await page.follow(block('sh run', 'false', 'echo never'))
  expect(ran).toMatchObject({ code: 1, said: '' })
})
