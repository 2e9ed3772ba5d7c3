/** What README and docs show works: blocks run or parse, links lead somewhere. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../../tools/real-parts.mjs'
import { blockFault, codeBlocks, relativeLinks, type Block } from './blocks.ts'
import { readPage, type Reading } from './page.ts'

/** Every Markdown page for users and contributors. */
function pages(): string[] {
  const inFolder = (folder: string, recursive: boolean): string[] =>
    existsSync(folder)
      ? readdirSync(folder, { recursive, encoding: 'utf8' }).map((file) => join(folder, file))
      : []
  return [
    ...inFolder(ROOT, false),
    ...inFolder(join(ROOT, 'docs'), true),
    ...inFolder(join(ROOT, 'packages', 'raven'), false),
    ...inFolder(join(ROOT, 'packages', 'inbox'), false),
  ].filter((file) => file.endsWith('.md'))
}

const PARSED = new Set(['js', 'jsx', 'ts', 'tsx'])

function parseFaults(block: Block): string[] {
  return parseSync(`block.${block.language}`, block.code).errors.map((error) => error.message)
}

describe.each(pages().map((file) => [relative(ROOT, file), file]))('%s', (_, file) => {
  const markdown = readFileSync(file, 'utf8')
  const blocks = codeBlocks(markdown)

  test('links lead to files that exist', () => {
    const dead = relativeLinks(markdown).filter((link) => !existsSync(join(dirname(file), link)))
    expect(dead).toEqual([])
  })

  test('code blocks say what is to be done with them, and parse', () => {
    const faults = blocks.flatMap((block) => {
      const fault = blockFault(block)
      const parsed = PARSED.has(block.language) && block.skip === undefined
      const found = [...(fault === undefined ? [] : [fault]), ...(parsed ? parseFaults(block) : [])]
      return found.map((text) => `line ${block.line}: ${text}`)
    })
    expect(faults).toEqual([])
  })

  const followed = blocks.filter((block) => block.run || block.file !== undefined)
  describe.skipIf(followed.length === 0)('blocks that run', () => {
    let page: Reading
    beforeAll(async () => {
      page = await readPage()
    })
    afterAll(() => page.close())

    test.each(followed.map((block) => [block.line, block] as const))(
      'line %i',
      async (_line, block) => {
        const ran = await page.follow(block)
        expect(ran, ran.said).toMatchObject({ code: block.exit })
        if (block.events !== undefined) expect(ran.events).toBe(block.events)
      },
      90_000,
    )
  })
})
