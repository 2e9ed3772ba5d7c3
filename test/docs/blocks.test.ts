import { expect, test } from 'vitest'
import { blockFault, codeBlocks, relativeLinks } from './blocks.ts'

const page = [
  '# Title',
  '```js run events=2',
  'one()',
  '```',
  '1. In a list:',
  '   ~~~sh run exit=1',
  '   two',
  '     three',
  '   ~~~',
  '````ts file=app.ts',
  '```',
  '````',
  '```sh skip: it stays until Ctrl-C',
  'npx raven-inbox',
  '```',
  '```',
  'plain',
  '```',
  'text with ``` inside',
].join('\n')

test('blocks are found with their line, language and wishes', () => {
  expect(codeBlocks(page)).toMatchObject([
    { language: 'js', code: 'one()', line: 3, run: true, events: 2, exit: 0 },
    { language: 'sh', code: 'two\n  three', line: 7, run: true, exit: 1 },
    { language: 'ts', code: '```', file: 'app.ts', run: false },
    { language: 'sh', run: false, skip: 'it stays until Ctrl-C' },
    { language: '', code: 'plain', run: false, skip: undefined },
  ])
})

test.each([
  ['sh', /`run`, or `skip/],
  ['sh skip:', /says why/],
  ['sh skip: because', undefined],
  ['css run', /only js, ts and sh/],
  ['js run exit=soon', /takes a number/],
  ['js run events=some', /takes a number/],
  ['js', undefined],
  ['', undefined],
])('a block that begins with %j', (info, fault) => {
  const [block] = codeBlocks(`\`\`\`${info}\ncode\n\`\`\``)
  if (fault === undefined) expect(blockFault(block!)).toBeUndefined()
  else expect(blockFault(block!)).toMatch(fault)
})

test('only links that lead to files here are relative, and code is not read for links', () => {
  const text = [
    '[a](docs/a.md#part "title") ![b](b.png) [c](https://example.org/x) [d](#here) [e](mailto:a@b)',
    '<img src="picture.png" alt="">',
    '```js',
    'x[0](not-a-link)',
    '```',
  ].join('\n')
  expect(relativeLinks(text)).toEqual(['docs/a.md', 'b.png', 'picture.png'])
})
