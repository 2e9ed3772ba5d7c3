/**
 * Reports the errors of a program that does not know of it: `node --import raven-ts/register app.js`.
 *
 * The one entry that acts when it is loaded: it looks for a configuration (`SENTRY_*`, and the file that
 * `RAVEN_CONFIG` names or `raven.config.*`), makes a client of it, and installs that. Synchronous.
 */

import { findConfig, fromConfig, readConfig, writerOf, type Configured } from 'raven-ts/config'

/** The client, for a program that does know: `import { client } from 'raven-ts/register'`; and the way back. */
export const { client, uninstall }: Configured = registered()

function registered(): Configured {
  const file = configFile()
  if (file === undefined) return guarded({}, {})
  const read = readConfig(file)
  if ('fault' in read) return guarded({}, {}, read.fault)
  const { section, text } = read
  if (typeof section !== 'object' || section === null || Array.isArray(section))
    return guarded({}, {}, `${file}: it holds no object; it is ignored`)
  return guarded({ ...section }, { file, text })
}

/** The working folder may be gone. */
function configFile(): string | undefined {
  try {
    return findConfig(process.cwd(), process.env.RAVEN_CONFIG)
  } catch {
    return undefined
  }
}

/** What is wrong with the file is said by the main thread; the others read the same. */
function guarded(
  section: Readonly<Record<string, unknown>>,
  source: { readonly file?: string; readonly text?: string },
  fault?: string,
): Configured {
  const write = writerOf(section.diagnostics)
  const { file } = source
  const diagnostics = (line: string): void => {
    const isOfFile = file !== undefined && line.startsWith(`raven: ${file}`)
    if (!isOfFile || isMainThread()) write(line)
  }
  if (fault !== undefined && isMainThread()) write(`raven: ${fault}`)
  try {
    return fromConfig({ ...section, diagnostics }, source)
  } catch (error) {
    diagnostics(
      `raven: ${error instanceof Error ? error.message : String(error)}; nothing is reported`,
    )
    return fromConfig({ dsn: '', install: false })
  }
}

/** Asked only where there is something to say: loading that module costs time. */
function isMainThread(): boolean {
  return process.getBuiltinModule('node:worker_threads').isMainThread
}
