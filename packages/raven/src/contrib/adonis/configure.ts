/** `node ace configure raven-ts/contrib/adonis`: does what the page says to do by hand. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const NAME = 'raven-ts/contrib/adonis'
const VARIABLE = 'SENTRY_DSN'
/** Where `npx raven-inbox` listens. */
const LOCAL_DSN = 'http://public:secret@localhost:9000/1'

const CONFIG = `import env from '#start/env'
import { defineConfig } from '${NAME}'

export default defineConfig({ dsn: env.get('${VARIABLE}') })
`

/** What ace shows of one step. */
interface Action {
  succeeded(): void
  skipped(reason: string): void
}

/** What a package's `configure` is handed: the part of ace's command that is used. */
interface ConfigureLike {
  readonly app: { makePath(path: string): string }
  readonly logger: { action(title: string): Action }
  createCodemods(): Promise<{
    updateRcFile(change: (file: RcFile) => void): Promise<void>
    defineEnvVariables(values: object, options: { omitFromExample: string[] }): Promise<void>
    defineEnvValidations(rules: { variables: object; leadingComment: string }): Promise<void>
  }>
}

interface RcFile {
  addProvider(path: string): unknown
  addCommand(path: string): unknown
}

/** Runs by ace: writes `config/raven.ts`, names provider, commands and variable, and lets the handler report. */
export async function configure(command: ConfigureLike): Promise<void> {
  writeConfig(command)
  const codemods = await command.createCodemods()
  await codemods.updateRcFile((file) => {
    file.addProvider(NAME)
    file.addCommand(NAME)
  })
  await codemods.defineEnvVariables({ [VARIABLE]: LOCAL_DSN }, { omitFromExample: [VARIABLE] })
  await codemods.defineEnvValidations({
    variables: { [VARIABLE]: 'Env.schema.string.optional()' },
    leadingComment: 'Where errors are reported to; without it they are not',
  })
  changeHandler(command)
}

function writeConfig({ app, logger }: ConfigureLike): void {
  const step = logger.action('create config/raven.ts')
  const path = app.makePath('config/raven.ts')
  if (existsSync(path)) return step.skipped('File already exists')
  writeFileSync(path, CONFIG)
  step.succeeded()
}

/** The handler is the app's own: what does not look as the starter wrote it is left to its author. */
function changeHandler({ app, logger }: ConfigureLike): void {
  const step = logger.action('update app/exceptions/handler.ts')
  const path = app.makePath('app/exceptions/handler.ts')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (text.includes('withRaven')) return step.skipped('It has withRaven')
  const changed = text
    .replace(/ extends ExceptionHandler(?= *\{)/, ' extends withRaven(ExceptionHandler)')
    .replace(/^import .*\bExceptionHandler\b.*$/m, `$&\nimport { withRaven } from '${NAME}'`)
  if (!/import \{ withRaven[^]* withRaven\(/.test(changed))
    return step.skipped('Let your handler extend withRaven(ExceptionHandler)')
  writeFileSync(path, changed)
  step.succeeded()
}
