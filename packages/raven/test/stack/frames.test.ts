import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Frame } from '../../src/protocol/event.ts'
import { scratchFolder } from '../support/scratch.ts'
import { runInNode } from '../support/run-in-node.ts'

const IN_APP = [
  'plain.cjs',
  'plain.mjs',
  'a b/blank.cjs',
  'a b/blank.mjs',
  'a (copy)/paren.cjs',
  'a (copy)/paren.mjs',
  'a%20b/percent.cjs',
  'a%20b/percent.mjs',
  'grüße-日本-🦜/unicode.cjs',
  'grüße-日本-🦜/unicode.mjs',
  'a#b?c/reserved.cjs',
  'a#b?c/reserved.mjs',
  'colon:12:34/colon.cjs',
  'colon:12:34/colon.mjs',
  'async/eval at/word.cjs',
  'deleted.cjs',
  'deleted.mjs',
] as const
const FOREIGN = ['node_modules/bank/lib/x.cjs', 'node_modules/@scope/bank/x.mjs'] as const

test('frames of files with odd paths name file, line, function, module and source', async () => {
  const root = scratchFolder()
  const paths = [...IN_APP, ...FOREIGN]
  const frames = (await runInNode('stack/programs/frames.ts', {
    args: [root, ...paths],
  })) as Record<string, [Frame, Frame]>
  for (const path of paths) {
    const expected = {
      filename: path,
      abs_path: join(root, path),
      function: 'charge',
      module: moduleOf(path),
      lineno: 3,
      colno: 9,
      in_app: !path.startsWith('node_modules/'),
      ...(path.startsWith('deleted') ? {} : SOURCE(path)),
    }
    const [fromSites, fromText] = frames[path] ?? []
    expect(fromSites, path).toEqual(expected)
    expect(fromText, `${path}, from text`).toEqual(expected)
  }
})

function moduleOf(path: string): string {
  return path
    .replace(/^node_modules\//, '')
    .replace(/\.[cm]js$/, '')
    .replaceAll('/', '.')
}

function SOURCE(path: string): Frame {
  const exported = path.endsWith('.mjs') ? 'export default charge' : 'module.exports = charge'
  return {
    pre_context: ['// first', 'function charge() {'],
    context_line: "  throw new Error('declined')",
    post_context: ['}', exported, '// last'],
  }
}
