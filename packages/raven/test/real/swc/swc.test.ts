/** Decorators as swc compiles them, which Next, Nest and many others use. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from '@swc/core'
import { describe } from 'vitest'
import { decoratorContract } from '../../api/decorator-contract.ts'
import { scratchFolder } from '../../support/scratch.ts'

function bySwc(code: string, legacy: boolean): string {
  const file = join(scratchFolder(), 'cart.mjs')
  const transform = legacy ? { legacyDecorator: true } : { decoratorVersion: '2022-03' as const }
  const parser = { syntax: 'typescript', decorators: true } as const
  const options = { jsc: { parser, transform, target: 'es2022' }, swcrc: false } as const
  writeFileSync(file, transformSync(code, options).code)
  return file
}

describe.each([
  ['standard', false],
  ['legacyDecorator', true],
] as const)('decorators as compiled by swc, %s', (_, legacy) => {
  decoratorContract(bySwc, legacy)
})
