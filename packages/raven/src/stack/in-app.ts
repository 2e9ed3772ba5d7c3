/** Which frames are the program's own, and what they are called. */

/** What decides it. */
export interface InAppRules {
  /** The folder the program runs in. */
  readonly root: string
  /** Path prefixes or package names that are the program's own, whatever else says. */
  readonly include: readonly string[]
  /** Path prefixes or package names that are not; they win over `include`. */
  readonly exclude: readonly string[]
}

/** A file as a frame shows it. */
export interface FileFacts {
  readonly absPath: string
  readonly filename: string
  readonly module: string | undefined
  readonly inApp: boolean
}

const PACKAGES = '/node_modules/'

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
    const path = decodeURIComponent(new URL(file).pathname)
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path
  } catch {
    return file
  }
}

/** Relative to the program's folder, else from the package on, else as it is; with forward slashes. */
export function shorten(absPath: string, root: string): string {
  const path = absPath.replaceAll('\\', '/')
  const base = root.replaceAll('\\', '/')
  if (base !== '' && path.startsWith(base.endsWith('/') ? base : `${base}/`))
    return path.slice(base.endsWith('/') ? base.length : base.length + 1)
  const packages = path.lastIndexOf(PACKAGES)
  return packages === -1 ? path : path.slice(packages + 1)
}

/** `src/cart/view.ts` is `src.cart.view`; a package's file starts with the package's name. */
function moduleOf(filename: string): string | undefined {
  if (filename.startsWith('node:') || filename.includes('://') || filename.startsWith('<'))
    return undefined
  const packages = filename.lastIndexOf('node_modules/')
  const path = packages === -1 ? filename : filename.slice(packages + 'node_modules/'.length)
  const dot = path.lastIndexOf('.')
  const bare = dot > path.lastIndexOf('/') ? path.slice(0, dot) : path
  return bare.split('/').filter(Boolean).join('.')
}

function isInApp(absPath: string, filename: string, rules: InAppRules): boolean {
  if (rules.exclude.some((rule) => matches(rule, absPath, filename))) return false
  if (rules.include.some((rule) => matches(rule, absPath, filename))) return true
  if (filename.startsWith('node:') || filename.startsWith('<') || filename === 'native')
    return false
  return !absPath.replaceAll('\\', '/').includes(PACKAGES)
}

/** A rule is a path prefix (whole segments) or the name of a package. */
function matches(rule: string, absPath: string, filename: string): boolean {
  const path = absPath.replaceAll('\\', '/')
  const prefix = rule.replaceAll('\\', '/').replace(/\/$/, '')
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
