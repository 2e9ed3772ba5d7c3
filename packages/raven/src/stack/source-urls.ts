/**
 * Paths and addresses in source maps.
 *
 * Tools write relative paths, paths from the root, `file:` addresses, and addresses of schemes of their
 * own; what people want to see is a path of their project.
 */

const SCHEME = /^[A-Za-z][\w+.-]+:/
const DRIVE = /^[A-Za-z]:\//

/** Whether a path is one of this machine, and not an address. */
export function isLocal(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\\\') || DRIVE.test(path.replaceAll('\\', '/'))
}

/** The path a reference means that stands in the file `base`; undefined for what lies elsewhere. */
export function resolvePath(base: string, reference: string): string | undefined {
  const path = pathOfUrl(reference)
  if (path === undefined) return undefined
  return isLocal(path) ? tidy(path) : tidy(`${folderOf(base)}/${path}`)
}

/**
 * Where a source lies, and whether it belongs to the program.
 *
 * `root` is the folder of the project, which bundlers count from. What no file stands for (a bundler's
 * own code) keeps its address.
 */
export function sourcePath(source: string, map: string, root: string): string | undefined {
  const bundled = BUNDLER.exec(source)?.[1]
  if (bundled === undefined) return resolvePath(map, source)
  if (GLUE.test(bundled)) return undefined
  const path = bundled.replace(/\?[^/]*$/, '')
  return isLocal(path) ? tidy(path) : tidy(`${root}/${path}`)
}

/** `webpack://name/./src/a.ts`, `webpack:///./src/a.ts`, `turbopack:///[project]/src/a.ts`. */
const BUNDLER = /^(?:webpack|turbopack|rspack):\/\/(?:[^/]*\/)?(?:\[project\]\/)?(.*)$/s
/** What the bundler wrote itself. */
const GLUE = /^(?:webpack|rspack|turbopack)\/|^\(webpack\)|^external |^ignored |^\[/

/** A `file:` address as a path, other addresses as nothing, a path as it is. */
function pathOfUrl(reference: string): string | undefined {
  if (DRIVE.test(reference.replaceAll('\\', '/')) || !SCHEME.test(reference)) return reference
  if (!reference.startsWith('file:')) return undefined
  try {
    const path = decodeURIComponent(new URL(reference).pathname)
    return DRIVE.test(path.slice(1)) ? path.slice(1) : path
  } catch {
    return undefined // an address nobody can read names no file
  }
}

function folderOf(path: string): string {
  const plain = path.replaceAll('\\', '/')
  return plain.slice(0, Math.max(0, plain.lastIndexOf('/')))
}

/** Without `.` and `..`. */
function tidy(path: string): string {
  const parts: string[] = []
  const plain = path.replaceAll('\\', '/')
  for (const part of plain.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  const start = plain.startsWith('//') ? '//' : plain.startsWith('/') ? '/' : ''
  return start + parts.join('/')
}
