/** What others' checkers say of the packages: publint and "are the types wrong" on the tarballs, knip here. */
import { runBin } from './run.mjs'

/** The faults of one run: what it said, if it is not content. */
async function faultsOf(title, name, args) {
  const { code, said } = await runBin(name, args)
  return code === 0 ? [] : [`${title}:\n${said}`]
}

/** Whether `package.json` and the files it names make a package that others can use. */
export function checkPublished(tarball) {
  return faultsOf(`publint ${tarball}`, 'publint', ['run', tarball, '--strict'])
}

/**
 * Whether the declarations resolve, and say what the code does.
 *
 * ESM only: Node 20.19 and later can `require()` us, and compilers that know it agree. Entries are
 * named, because those published by a pattern are found by nobody.
 */
export function checkTypes(tarball, entries) {
  const form = ['--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color']
  return faultsOf(`attw ${tarball}`, 'attw', [tarball, ...form, '--entrypoints', ...entries])
}

/** Whether something is exported, listed or kept that nobody uses. */
export function checkUnused() {
  return faultsOf('knip', 'knip', ['--no-progress', '--no-config-hints'])
}
