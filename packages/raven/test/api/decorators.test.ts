import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { decoratorContract, LEGACY, loadCart, source } from './decorator-contract.ts'
import { scratchFolder } from '../support/scratch.ts'

const TSC = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
)

function byTsc(code: string, legacy: boolean): string {
  const folder = scratchFolder()
  writeFileSync(join(folder, 'cart.mts'), code)
  const flags = ['--target', 'es2022', '--module', 'nodenext', '--outDir', join(folder, 'out')]
  const decorators = legacy ? ['--experimentalDecorators'] : []
  const types = ['--types', '', '--noCheck']
  execFileSync(process.execPath, [TSC, ...flags, ...decorators, ...types, 'cart.mts'], {
    cwd: folder,
  })
  return join(folder, 'out', 'cart.mjs')
}

function byEsbuild(code: string, legacy: boolean): string {
  const file = join(scratchFolder(), 'cart.mjs')
  const tsconfigRaw = { compilerOptions: legacy ? { experimentalDecorators: true } : {} }
  writeFileSync(file, transformSync(code, { loader: 'ts', target: 'es2022', tsconfigRaw }).code)
  return file
}

describe.each([
  ['TypeScript, standard', byTsc, false],
  ['TypeScript, experimentalDecorators', byTsc, true],
  ['esbuild, standard', byEsbuild, false],
  ['esbuild, experimentalDecorators', byEsbuild, true],
] as const)('decorators as compiled by %s', (_, compile, legacy) => {
  decoratorContract(compile, legacy)
})

test('on a field of the older form nothing is changed', async () => {
  const { Cart } = await loadCart(byEsbuild(source(`${LEGACY} @capture plain = 3`), true))
  expect(new Cart()).toMatchObject({ plain: 3 })
})
