/**
 * Two kinds of import that are text, not code.
 *
 *     import style from './style.css?text'        the file, as it is
 *     import code from './worker.ts?source'       JavaScript: the file and all it imports, bundled
 *
 * A `?source` file named `*.client.ts` becomes a script for browsers (an IIFE); any other becomes the
 * source of a worker thread started with `eval: true` (a script for the floor, Node 20).
 * The same two functions serve the build and the tests, so both run the same text.
 */
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { build } from 'esbuild'
import { parseSync } from 'oxc-parser'
import { takeBuiltins } from './build/builtins.mjs'

const WANTED = /\?(?:text|source)$/
const MARK = '\0source-text:'

/** The compile target of everything we publish for Node. */
export const NODE_TARGET = 'node20.19'

/** The file behind an import such as `./worker.ts?source`, and the kind of text that is wanted. */
function splitRequest(request) {
  const at = request.lastIndexOf('?')
  return { path: request.slice(0, at), kind: request.slice(at + 1) }
}

/** Bundles one file into one string of JavaScript; `inputs` are the files it was made from. */
export async function bundleSource(path) {
  const browser = path.endsWith('.client.ts')
  const result = await build({
    entryPoints: [path],
    absWorkingDir: dirname(path),
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    legalComments: 'none',
    conditions: ['raven-source'],
    logLevel: 'silent',
    plugins: [sourceTextEsbuild()],
    ...(browser
      ? { platform: 'browser', format: 'iife', target: 'es2022' }
      : { platform: 'node', format: 'esm', target: NODE_TARGET }),
  })
  const inputs = Object.keys(result.metafile.inputs)
    .filter((input) => !input.includes(':'))
    .map((input) => resolve(dirname(path), input))
  const text = result.outputFiles[0].text.trimEnd()
  return { text: browser ? text : asScript(path, text), inputs }
}

/** A module as the script that a thread is started with: it fetches modules of Node, and exports nothing. */
function asScript(path, text) {
  const isExport = ({ type }) => type.startsWith('Export')
  const body = text.slice(0, parseSync(path, text).program.body.find(isExport)?.start)
  return `"use strict";${takeBuiltins(path, body)}`
}

/** The text such an import stands for, and the files it was made from. */
async function load(path, kind) {
  if (kind === 'source') return bundleSource(path)
  return { text: await readFile(path, 'utf8'), inputs: [path] }
}

/** For esbuild: gives `?text` and `?source` imports their text. */
export function sourceTextEsbuild() {
  return {
    name: 'source-text',
    setup(builder) {
      builder.onResolve({ filter: WANTED }, (args) => {
        const { path, kind } = splitRequest(args.path)
        const suffix = `?${kind}`
        return { path: resolve(args.resolveDir, path), namespace: 'source-text', suffix }
      })
      builder.onLoad({ filter: /./, namespace: 'source-text' }, async (args) => {
        const { text, inputs } = await load(args.path, args.suffix.slice(1))
        return { contents: text, loader: 'text', watchFiles: inputs }
      })
    },
  }
}

/** For vite and vitest: the same. */
export function sourceTextVite() {
  return {
    name: 'source-text',
    enforce: 'pre',
    resolveId(request, importer) {
      if (!WANTED.test(request) || importer === undefined || !request.startsWith('.')) return null
      const { path, kind } = splitRequest(request)
      // The ending keeps vite's own handling of .css and .ts away from what is only text.
      return `${MARK}${kind}:${resolve(dirname(importer), path)}.mjs`
    },
    async load(id) {
      if (!id.startsWith(MARK)) return null
      const [, kind, path] = /^(text|source):(.*)\.mjs$/s.exec(id.slice(MARK.length))
      const { text, inputs } = await load(path, kind)
      for (const input of inputs) this.addWatchFile(input)
      return `export default ${JSON.stringify(text)}`
    },
  }
}
