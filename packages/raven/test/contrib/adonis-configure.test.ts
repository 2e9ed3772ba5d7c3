/** What is said of a handler that is not the starter's; a whole app is configured by the case `adonis` of conformance. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { configure } from 'raven-ts/contrib/adonis'

const STARTER = `import app from '@adonisjs/core/services/app'
import { type HttpContext, ExceptionHandler } from '@adonisjs/core/http'

export default class HttpExceptionHandler extends ExceptionHandler {}
`
const CHANGED = `import app from '@adonisjs/core/services/app'
import { type HttpContext, ExceptionHandler } from '@adonisjs/core/http'
import { withRaven } from 'raven-ts/contrib/adonis'

export default class HttpExceptionHandler extends withRaven(ExceptionHandler) {}
`
const OWN = `import { Base } from './base.ts'

export default class Handler extends Base {}
`

/** Configures an app with this handler: what the file is then, and what is said of it. */
async function configured(handler: string | undefined) {
  const root = mkdtempSync(join(tmpdir(), 'raven-configure-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const folder of ['config', 'app/exceptions'])
    mkdirSync(join(root, folder), { recursive: true })
  const path = join(root, 'app/exceptions/handler.ts')
  if (handler !== undefined) writeFileSync(path, handler)
  const said: string[] = []
  await configure({
    app: { makePath: (file) => join(root, file) },
    logger: {
      action: (title) => ({
        succeeded: () => said.push(title),
        skipped: (reason) => said.push(`${title}: ${reason}`),
      }),
    },
    createCodemods: async () => ({
      updateRcFile: async () => {},
      defineEnvVariables: async () => {},
      defineEnvValidations: async () => {},
    }),
  })
  return { text: handler && readFileSync(path, 'utf8'), said: said.at(-1) }
}

const STEP = 'update app/exceptions/handler.ts'
const ADVICE = `${STEP}: Let your handler extend withRaven(ExceptionHandler)`

test.each([
  ['as the starter has it', STARTER, CHANGED, STEP],
  ['that was changed before', CHANGED, CHANGED, `${STEP}: It has withRaven`],
  ['of another base', OWN, OWN, ADVICE],
  ['that is not there', undefined, undefined, ADVICE],
])('a handler %s', async (_, before, text, said) => {
  expect(await configured(before)).toEqual({ text, said })
})
