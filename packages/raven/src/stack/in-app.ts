/** Which frames are the program's own, and what they are called. */

/** What decides it. */
export interface InAppRules {
  /** The folder the program runs in. */
  readonly root: string
  /** Path prefixes or package names that are the program's own, whatever else says. */
  readonly include: readonly string[]
  /** Path prefixes or package names that are not; they win over `include`. */
  readonly exclude: readonly string[]
  /** The folder of this package, whose frames are never the program's; unknown where it was bundled. */
  readonly own?: string | undefined
}

/** A file as a frame shows it. */
export interface FileFacts {
  readonly absPath: string
  readonly filename: string
  readonly module: string | undefined
  readonly inApp: boolean
}

const PACKAGES = '/node_modules/'
/** This package where it was installed: nobody can include it. */
const OURS = `${PACKAGES}raven-ts/`
/** Scripts that are built into a runtime, and what stands in for a name. */
const BUILT_IN = /^(?:node|bun|ext|deno|internal|wasm):|^<|^native$|^\[eval\]-wrapper$/
/** What bundlers add, and what package managers keep in places of their own. */
const TOOLS =
  /^webpack(?:-internal)?:\/\/[^?]{0,200}\/webpack\/|\/\.yarn\/|\/\.pnp\.[cm]?js$|\/deno\/npm\//

/** All that a frame says about its file. */
export function fileFacts(file: string, rules: InAppRules): FileFacts {
  const absPath = localPath(file)
  const filename = shorten(absPath, rules.root)
  return { absPath, filename, module: moduleOf(filename), inApp: isInApp(absPath, filename, rules) }
}

/** `file:` URLs as paths; everything else as it is. */
export function localPath(file: string): string {
  if (!file.startsWith('file://')) return file
  try {
    const { hostname, pathname } = new URL(file)
    const path = decodeURIComponent(pathname)
    if (hostname !== '') return `//${hostname}${path}` // a share of another machine
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path
  } catch {
    return file
  }
}

/** With forward slashes, and the letter of a drive as a capital: tools disagree about it. */
function plain(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  return /^[a-z]:\//.test(slashed) ? slashed.charAt(0).toUpperCase() + slashed.slice(1) : slashed
}

/** Relative to the program's folder, else from the package on, else as it is; with forward slashes. */
export function shorten(absPath: string, root: string): string {
  const path = plain(absPath)
  const base = plain(root)
  if (base !== '' && path.startsWith(base.endsWith('/') ? base : `${base}/`))
    return path.slice(base.endsWith('/') ? base.length : base.length + 1)
  const packages = path.lastIndexOf(PACKAGES)
  return packages === -1 ? path : path.slice(packages + 1)
}

/** `src/cart/view.ts` is `src.cart.view`; a package's file starts with the package's name. */
function moduleOf(filename: string): string | undefined {
  if (filename.includes('://') || BUILT_IN.test(filename)) return undefined
  const packages = filename.lastIndexOf('node_modules/')
  const path = packages === -1 ? filename : filename.slice(packages + 'node_modules/'.length)
  const dot = path.lastIndexOf('.')
  const bare = dot > path.lastIndexOf('/') ? path.slice(0, dot) : path
  return bare.split('/').filter(Boolean).join('.')
}

function isInApp(absPath: string, filename: string, rules: InAppRules): boolean {
  const path = plain(absPath)
  if (isOwnPath(path, rules.own)) return false
  if (rules.exclude.some((rule) => matches(rule, path, filename))) return false
  if (rules.include.some((rule) => matches(rule, path, filename))) return true
  if (BUILT_IN.test(path) || TOOLS.test(path)) return false
  // a program may itself be installed in such a folder
  return !`/${filename}`.includes(PACKAGES)
}

/** Whether a script belongs to this package. */
export function isOwnFile(file: string, own: string | undefined): boolean {
  return isOwnPath(plain(localPath(file)), own)
}

function isOwnPath(path: string, own: string | undefined): boolean {
  return path.includes(OURS) || (own !== undefined && path.startsWith(own))
}

/**
 * The folder this package was loaded from, by the URL of one of its modules; undefined where it became
 * part of somebody else's file, or of a folder that may hold other things.
 */
export function ownFolder(moduleUrl: string | undefined): string | undefined {
  const found = /^.*\/(?:raven-ts|packages\/raven)\/(?:dist|src)\//.exec(
    plain(localPath(moduleUrl ?? '')),
  )
  return found?.[0]
}

/** A rule is a path prefix (whole segments) or the name of a package. */
function matches(rule: string, path: string, filename: string): boolean {
  const prefix = plain(rule).replace(/\/$/, '')
  if (prefix === '') return false
  return (
    startsWithSegments(path, prefix) ||
    startsWithSegments(filename, prefix) ||
    path.includes(`${PACKAGES}${prefix}/`)
  )
}

function startsWithSegments(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}
