/**
 * What gets published: which source file becomes which file in `dist`.
 *
 * The keys are names in `dist`, without `.js`; the values are files in `src`.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** `{ 'contrib/express': 'contrib/express.ts', … }` for every file of a folder of entries. */
function folderEntries(src, folder) {
  if (!existsSync(join(src, folder))) return {}
  const files = readdirSync(join(src, folder)).filter((file) => file.endsWith('.ts'))
  return Object.fromEntries(
    files.sort().map((file) => [`${folder}/${file.slice(0, -3)}`, `${folder}/${file}`]),
  )
}

/** Integrations made of other integrations: a chunk shared with those would be one more file to load for all. */
const ALONE = ['nestjs', 'adonis']

/** `contrib/express` and all others in one run; those of `ALONE` in another. */
function contribRuns(src) {
  const isAlone = ([name]) => ALONE.some((one) => name === `contrib/${one}`)
  const all = Object.entries(folderEntries(src, 'contrib'))
  return {
    together: Object.fromEntries(all.filter((entry) => !isAlone(entry))),
    apart: { name: 'whole', entries: Object.fromEntries(all.filter(isAlone)) },
  }
}

/**
 * The runs of the bundler that build a package.
 *
 * Entries of one run share chunks; separate runs share nothing. What belongs to the client itself is
 * one run, so that `raven-ts` and `raven-ts/node` are the same classes. The building blocks by subject,
 * the integrations, the test kit and the command are users of the package like any other: they import
 * `raven-ts`, and do not contain it.
 */
export const PACKAGES = {
  raven: (src) => [
    {
      name: 'client',
      entries: { node: 'node.ts', index: 'index.ts', protocol: 'protocol.ts' },
    },
    {
      name: 'users',
      entries: {
        processors: 'processors.ts',
        transports: 'transports.ts',
        testing: 'testing/index.ts',
        cli: 'cli/main.ts',
        ways: 'cli/doctor/ways-program.mjs',
        ...contribRuns(src).together,
        config: 'config.ts',
        register: 'register.ts',
      },
    },
    contribRuns(src).apart,
  ],
  inbox: () => [{ name: 'inbox', entries: { index: 'index.ts', cli: 'cli.ts' } }],
}

/** Entries whose source exists; what is missing is left to `missingExports` to judge. */
export function presentEntries(src, entries) {
  return Object.fromEntries(
    Object.entries(entries).filter(([, file]) => existsSync(join(src, file))),
  )
}

/** The files of a package's own that its `exports` and `bin` promise, for one condition or all. */
export function promisedFiles(manifest) {
  const files = new Set(Object.values(manifest.bin ?? {}).map((file) => file.replace(/^\.\//, '')))
  const visit = (target) => {
    if (typeof target === 'string') files.add(target.replace(/^\.\//, ''))
    else if (target !== null) Object.values(target).forEach(visit)
  }
  visit(manifest.exports ?? {})
  return [...files].sort()
}

/**
 * The public entries that have declarations: their names below `dist/types`, and those of their code
 * below `dist`, both without ending.
 */
export function typedEntries({ exports }) {
  const entries = Object.values(exports).filter((target) => target.types !== undefined)
  return new Map(
    entries.map((target) => [
      target.types.default.replace(/^\.\/dist\/types\/(.+)\.d\.ts$/, '$1'),
      (target.node ?? target.default).replace(/^\.\/dist\/(.+)\.js$/, '$1'),
    ]),
  )
}

/** One line for each file that `package.json` promises and that is not there. */
export function missingExports(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return promisedFiles(manifest)
    .filter((file) => !existsSync(join(folder, file)))
    .map((file) => `${manifest.name}: package.json names ${file}, which does not exist`)
}
