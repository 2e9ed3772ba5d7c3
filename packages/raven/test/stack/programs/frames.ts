/** Loads files with odd paths, lets each throw, and prints the frames read from their errors. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createNodeRuntime } from '../../../src/runtime/node.ts'
import { SourceReader } from '../../../src/stack/source-lines.ts'
import { StackReader } from '../../../src/stack/stack-reader.ts'
import { Fragments } from '../../../src/values/fragments.ts'

const [root = ''] = process.argv.slice(2)
const runtime = createNodeRuntime()
const { readText = () => undefined, stackHeader: header } = runtime

const BODY = [
  '// first',
  'function charge() {',
  "  throw new Error('declined')",
  '}',
  'EXPORT charge',
  '// last',
]

/** CommonJS and ESM of one body; the throw is in line 3. */
function bodyFor(path: string): string {
  const isModule = path.endsWith('.mjs')
  return BODY.join('\n').replace('EXPORT', isModule ? 'export default' : 'module.exports =')
}

function readerOf(asText: boolean): StackReader {
  return new StackReader({
    rules: { root, include: [], exclude: [] },
    fragments: new Fragments(),
    sources: new SourceReader(readText, Date.now),
    ...(header && !asText ? { header } : {}),
  })
}

async function load(path: string): Promise<() => never> {
  if (!path.endsWith('.mjs')) return createRequire(import.meta.url)(path)
  const module = await import(`${pathToFileURL(path).href}?v=1`)
  return module.default
}

function raise(fail: () => never): object {
  try {
    return fail()
  } catch (error) {
    return Object(error)
  }
}

function lastFrame(reader: StackReader, error: object): unknown {
  return reader.framesOf(reader.sitesOf(error, 'declined')).at(-1)
}

const frames: Record<string, unknown> = {}
for (const path of process.argv.slice(3)) {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bodyFor(path))
  const fail = await load(file)
  if (path.includes('deleted')) rmSync(file)
  frames[path] = [false, true].map((asText) => lastFrame(readerOf(asText), raise(fail)))
}
process.stdout.write(JSON.stringify(frames))
