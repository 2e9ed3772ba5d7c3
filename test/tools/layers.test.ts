import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkLayers, checkNames } from '../../tools/layers.mjs'
import { scanImports } from '../../tools/layers/imports.mjs'
import { readLayerTables } from '../../tools/layers/table.mjs'
import { ROOT } from '../../tools/real-parts.mjs'

let house: string

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'layers-'))
  cpSync(join(ROOT, 'ARCHITECTURE.md'), join(house, 'ARCHITECTURE.md'))
})

afterEach(() => rmSync(house, { recursive: true, force: true }))

/** Puts files into the house; the real table judges them. */
function plant(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, file)), { recursive: true })
    writeFileSync(join(house, file), text)
  }
}

const RAVEN = 'packages/raven/src'
const INBOX = 'packages/inbox/src'

/** Each is a sound house but for one fault. */
const faults: readonly [
  title: string,
  files: Readonly<Record<string, string>>,
  expected: RegExp,
][] = [
  [
    'an import upwards',
    {
      [`${RAVEN}/delivery/queue.ts`]: 'export const queue = 1',
      [`${RAVEN}/events/message.ts`]:
        "\nimport { queue } from '../delivery/queue.ts'\nexport { queue }",
    },
    /events\/message\.ts:2 events may not import delivery/,
  ],
  [
    'an import sideways, of a type only',
    {
      [`${RAVEN}/processors/merge.ts`]: 'export type Merge = 1',
      [`${RAVEN}/events/message.ts`]:
        "import type { Merge } from '../processors/merge.ts'\nexport type M = Merge",
    },
    /events\/message\.ts:1 events may not import processors/,
  ],
  [
    'a type named in place',
    {
      [`${RAVEN}/client/client.ts`]: 'export type C = 1',
      [`${RAVEN}/stats.ts`]: "export type S = import('./client/client.ts').C",
    },
    /stats\.ts:1 stats may not import client/,
  ],
  [
    'a dynamic import upwards',
    {
      [`${INBOX}/server.ts`]: 'export const server = 1',
      [`${INBOX}/store/open.ts`]: "export const open = () => import('../server.ts')",
    },
    /store\/open\.ts:1 store may not import server/,
  ],
  [
    'text of a file above',
    {
      [`${RAVEN}/client/client.ts`]: 'export const c = 1',
      [`${RAVEN}/transports/threaded.ts`]:
        "import code from '../client/client.ts?source'\nexport { code }",
    },
    /transports\/threaded\.ts:1 transports may not import client/,
  ],
  [
    'a package in the client',
    { [`${RAVEN}/events/message.ts`]: "import { Hono } from 'hono'\nexport { Hono }" },
    /events may not import hono; by package name it may import no package/,
  ],
  [
    'the inbox in the client',
    {
      [`${RAVEN}/client/client.ts`]:
        "import { startInbox } from 'raven-inbox'\nexport { startInbox }",
    },
    /client may not import raven-inbox/,
  ],
  [
    'an integration that reaches inside',
    {
      [`${RAVEN}/client/client.ts`]: 'export const c = 1',
      [`${RAVEN}/contrib/express.ts`]: "export { c } from '../client/client.ts'",
    },
    /contrib\/express\.ts:1 contrib may not import client/,
  ],
  [
    'a framework in an integration',
    {
      [`${RAVEN}/contrib/express.ts`]:
        "import type { Request } from 'express'\nexport type R = Request",
    },
    /contrib may not import express; by package name it may import only raven-ts/,
  ],
  [
    'more of the client than its protocol in the inbox',
    { [`${INBOX}/server.ts`]: "import { Client } from 'raven-ts'\nexport { Client }" },
    /server may not import raven-ts; by package name it may import only raven-ts\/protocol/,
  ],
  [
    'Node in a pure layer',
    {
      [`${RAVEN}/grouping/key.ts`]:
        "import { createHash } from 'node:crypto'\nexport { createHash }",
    },
    /grouping may not import node:crypto/,
  ],
  [
    'Node behind the neutral entry, however far down',
    {
      [`${RAVEN}/index.ts`]: "export { c } from './client/client.ts'",
      [`${RAVEN}/client/client.ts`]: "export { s as c } from '../delivery/spool.ts'",
      [`${RAVEN}/delivery/spool.ts`]:
        "import { openSync } from 'node:fs'\nexport const s = openSync",
    },
    /delivery\/spool\.ts:1 node:fs is reached by index\.ts.*index\.ts → client\/client\.ts → delivery\/spool\.ts/,
  ],
  [
    'Node in a script for browsers',
    { [`${INBOX}/pages/live.client.ts`]: "import { join } from 'node:path'\njoin('a')" },
    /pages\/live\.client\.ts:1 node:path is reached by pages\/live\.client\.ts/,
  ],
  [
    'a built-in module loaded past the imports',
    { [`${RAVEN}/events/message.ts`]: "export const fs = process.getBuiltinModule('node:fs')" },
    /events may not import node:fs/,
  ],
  [
    'a look-up in a pure layer, guarded or not',
    {
      [`${RAVEN}/events/message.ts`]:
        "export const fs = globalThis.process?.getBuiltinModule?.('node:fs')",
    },
    /events may not import node:fs/,
  ],
  ...['process.getBuiltinModule', 'process?.getBuiltinModule', 'process.getBuiltinModule?.'].map(
    (lookup): [string, Record<string, string>, RegExp] => [
      `a look-up behind the neutral entry that fails without Node: ${lookup}`,
      {
        [`${RAVEN}/index.ts`]: "export { fs } from './runtime/web.ts'",
        [`${RAVEN}/runtime/web.ts`]: `export const fs = ${lookup}('node:fs')`,
      },
      /runtime\/web\.ts:1 node:fs is reached by index\.ts/,
    ],
  ),
  [
    'a circle',
    {
      [`${RAVEN}/events/a.ts`]: "export { b } from './b.ts'\nexport const a = 1",
      [`${RAVEN}/events/b.ts`]: "import type { c } from './c.ts'\nexport const b: typeof c = 1",
      [`${RAVEN}/events/c.ts`]: "import { a } from './a.ts'\nexport const c = a",
    },
    /events\/a\.ts:1 imports in a circle: events\/a\.ts → events\/b\.ts → events\/c\.ts → events\/a\.ts/,
  ],
  [
    'a file that imports itself',
    { [`${RAVEN}/stats.ts`]: "export * from './stats.ts'" },
    /stats\.ts:1 imports in a circle: stats\.ts → stats\.ts/,
  ],
  [
    'a file that no layer names',
    { [`${RAVEN}/oddments/misc.ts`]: 'export const misc = 1' },
    /oddments\/misc\.ts:1 no layer names this file/,
  ],
  [
    'an import that leaves the sources',
    { [`${RAVEN}/client/client.ts`]: "export * from '../../../inbox/src/server.ts'" },
    /client\.ts:1 imports \.\.\/\.\.\/\.\.\/inbox\/src\/server\.ts, which is outside every layer/,
  ],
  [
    'an import that nobody can read',
    { [`${RAVEN}/transports/schemes.ts`]: 'export const load = (name: string) => import(name)' },
    /transports\/schemes\.ts:1 imports something computed/,
  ],
]

describe('a planted fault is found, and only that', () => {
  test.each(faults)('%s', async (_, files, expected) => {
    plant(files)
    expect(await checkLayers(house)).toEqual([expect.stringMatching(expected)])
  })
})

test('a sound house has no fault', async () => {
  plant({
    [`${RAVEN}/errors.ts`]: 'export const e = 1',
    [`${RAVEN}/events/message.ts`]: "import { e } from '../errors.ts'\nexport const m = e",
    [`${RAVEN}/runtime/node.ts`]: "import { hostname } from 'node:os'\nexport { hostname }",
    [`${RAVEN}/node.ts`]:
      "export { m } from './events/message.ts'\nexport * from './runtime/node.ts'",
    [`${RAVEN}/index.ts`]: "export { m } from './events/message.ts'",
    [`${RAVEN}/contrib/express.ts`]: "import { m } from 'raven-ts'\nexport const x = m",
    [`${INBOX}/pages/page.tsx`]:
      "import style from './style.css?text'\nexport const p = <p>{style}</p>",
    [`${INBOX}/pages/style.css`]: '',
  })
  expect(await checkLayers(house)).toEqual([])
})

test('the neutral entry may look a module up that need not be there', async () => {
  plant({
    [`${RAVEN}/index.ts`]: "export { fs } from './runtime/web.ts'",
    [`${RAVEN}/runtime/web.ts`]:
      "export const fs = globalThis.process?.getBuiltinModule?.('node:fs')",
  })
  expect(await checkLayers(house)).toEqual([])
})

test('the command says the fault and exits with 1', () => {
  plant({ [`${RAVEN}/errors.ts`]: "import 'hono'" })
  const run = spawnSync(process.execPath, [join(ROOT, 'tools/layers.mjs'), house], {
    encoding: 'utf8',
  })
  expect(run.stderr.split('\n')[0]).toBe(
    `${RAVEN}/errors.ts:1 errors may not import hono; by package name it may import no package`,
  )
  expect(run.status).toBe(1)
})

test('the sources keep to the table, and the table to the sources', async () => {
  expect(await checkLayers()).toEqual([])
  expect(await checkNames()).toEqual([])
})

test('a row for what is not there is said', async () => {
  plant({ [`${INBOX}/live.ts`]: 'export const live = 1' })
  const found = await checkNames(house)
  expect(found).toContain(`ARCHITECTURE.md names ${INBOX}/store/, which does not exist`)
  expect(found).not.toContain(`ARCHITECTURE.md names ${INBOX}/live.ts, which does not exist`)
})

test('what a row allows is what its layers allow, and no more', () => {
  const [table] = readLayerTables(
    [
      '## Who may import whom',
      '### `src`',
      'Neutral: `a.ts`, `b.ts`. And `c.ts` is not.',
      '| layer | files | may import | because |',
      '|---|---|---|---|',
      '| low | `low/` | | x |',
      '| left | `left/`, `left.ts` | low | x |',
      '| right | `right/` | low, `node:*` | x |',
      '| top | `top.ts` | left | x |',
      '## Next',
      '| other | `other/` | | x |',
    ].join('\n'),
  )
  expect(table).toMatchObject({ folder: 'src', neutral: ['a.ts', 'b.ts'] })
  expect(
    table?.layers.map((layer: { name: string; allowed: Set<string>; packages: string[] }) => [
      layer.name,
      [...layer.allowed],
      layer.packages,
    ]),
  ).toEqual([
    ['low', ['low'], []],
    ['left', ['left', 'low'], []],
    ['right', ['right', 'low'], ['node:*']],
    ['top', ['top', 'left', 'low'], []],
  ])
})

test.each([
  ['# Nothing', /no section/],
  ['## Who may import whom\ntext', /no layer table/],
  ['## Who may import whom\n### `src`\n| a | `a/` | b | x |\n| b | `b/` | | x |', /no row above/],
])('a document that cannot be the law is refused: %j', (markdown, message) => {
  expect(() => readLayerTables(markdown)).toThrow(message)
})

test('every way to import is seen, and text that only looks like one is not', () => {
  const text = [
    "import type { A } from './type.ts'",
    "import { type B } from './inline-type.ts'",
    "export type { C } from './export-type.ts'",
    "export * from './export.ts'",
    "import './effect.ts'",
    "const a: import('./in-place.ts').D = await import('./dynamic.ts')",
    "import e = require('./equals.ts')",
    "const b = require('./require.ts')",
    "// import './comment.ts'",
    'const c = "import \'./string.ts\'"',
  ].join('\n')
  const found = scanImports('file.ts', text).map(({ specifier, line, typeOnly }) => [
    specifier,
    line,
    typeOnly,
  ])
  expect(found).toEqual([
    ['./type.ts', 1, true],
    ['./inline-type.ts', 2, false],
    ['./export-type.ts', 3, true],
    ['./export.ts', 4, false],
    ['./effect.ts', 5, false],
    ['./in-place.ts', 6, true],
    ['./dynamic.ts', 6, false],
    ['./equals.ts', 7, false],
    ['./require.ts', 8, false],
  ])
})
