/** The same program, built by each tool in each of its ways. Every build answers the file to run. */

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { transformSync } from '@swc/core'
import * as esbuild from 'esbuild'
import terser from '@rollup/plugin-terser'
import { rollup } from 'rollup'
import TerserPlugin from 'terser-webpack-plugin'
import ts from 'typescript'
import { build as viteBuild } from 'vite'
import webpack from 'webpack'

/** How to build. */
export interface Way {
  readonly minify: boolean
  readonly inline: boolean
}

/** Builds `folder/src` into `folder/dist`; answers the file to run. */
export type Build = (folder: string, way: Way) => Promise<string>

/** The folder of a project with the program's sources. */
export function project(folder: string): string {
  mkdirSync(folder, { recursive: true })
  cpSync(join(import.meta.dirname, 'program'), join(folder, 'src'), {
    recursive: true,
    filter: (path) => !path.endsWith('.mjs'),
  })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  return folder
}

/** The same program some weeks later: what fails is as it was, but stands elsewhere, among other code. */
export function grow(folder: string): void {
  for (const name of ['cart', 'main', 'price']) {
    const file = join(folder, 'src', `${name}.ts`)
    const text = readFileSync(file, 'utf8')
    const method = '  counted(): number {\n    return this.#items.length\n  }\n'
    const grown = text.replace(/(?<=^export class Cart \{\n)/m, method)
    writeFileSync(file, added(name) + grown)
  }
}

function added(name: string): string {
  const fn = `export function ${name}News(count: number): string {
  return count > 2 ? \`many in ${name}\` : String(count)
}

`
  if (name !== 'main') return fn
  const used = 'Object.assign(globalThis, { news: [mainNews(1), cartNews(2), priceNews(3)] })'
  const imports = ['cart', 'price'].map((one) => `import { ${one}News } from './${one}.js'`)
  return `${imports.join('\n')}\n${fn}${used}\n\n`
}

function compilerOptions(inline: boolean) {
  return {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    sourceMap: !inline,
    inlineSourceMap: inline,
    types: [],
  }
}

/** It does not minify. */
export function byTsc(module: 'esnext' | 'commonjs'): Build {
  return async (folder, { inline }) => {
    const json = {
      ...compilerOptions(inline),
      module,
      ...(module === 'commonjs' && { moduleResolution: 'node10' }),
    }
    const { options } = ts.convertCompilerOptionsFromJson(json, folder)
    const folders = { outDir: join(folder, 'dist'), rootDir: join(folder, 'src') }
    ts.createProgram([join(folder, 'src/main.ts')], { ...options, ...folders }).emit()
    const type = module === 'commonjs' ? 'commonjs' : 'module'
    writeFileSync(join(folder, 'dist/package.json'), JSON.stringify({ type }))
    return join(folder, 'dist/main.js')
  }
}

export const bySwc: Build = async (folder, { minify, inline }) => {
  mkdirSync(join(folder, 'dist'), { recursive: true })
  for (const name of readdirSync(join(folder, 'src'))) {
    const file = join(folder, 'src', name)
    const out = join(folder, 'dist', name.replace(/ts$/, 'js'))
    const { code, map = '' } = transformSync(readFileSync(file, 'utf8'), {
      filename: file,
      sourceFileName: `../src/${name}`,
      swcrc: false,
      sourceMaps: inline ? 'inline' : true,
      minify,
      jsc: {
        parser: { syntax: 'typescript' },
        target: 'es2022',
        ...(minify && { minify: { mangle: { topLevel: true }, compress: true } }),
      },
    })
    writeFileSync(
      out,
      inline ? code : `${code}\n//# sourceMappingURL=${name.replace(/ts$/, 'js')}.map`,
    )
    if (!inline) writeFileSync(`${out}.map`, map)
  }
  return join(folder, 'dist/main.js')
}

export const byEsbuild: Build = async (folder, { minify, inline }) => {
  const outfile = join(folder, 'dist/main.js')
  await esbuild.build({
    entryPoints: [join(folder, 'src/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    minify,
    sourcemap: inline ? 'inline' : true,
    logLevel: 'error',
  })
  return outfile
}

const options2022 = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  sourceMap: true,
}

export const byRollup: Build = async (folder, { minify, inline }) => {
  const bundle = await rollup({
    input: join(folder, 'src/main.ts'),
    plugins: [
      {
        name: 'typescript',
        resolveId: (id, importer) =>
          importer ? join(dirname(importer), id.replace(/js$/, 'ts')) : null,
        transform(code, fileName) {
          const options = { compilerOptions: options2022, fileName }
          const { outputText, sourceMapText } = ts.transpileModule(code, options)
          return { code: outputText, map: sourceMapText ?? null }
        },
      },
      ...(minify ? [terser()] : []),
    ],
  })
  const file = join(folder, 'dist/main.js')
  await bundle.write({ file, format: 'es', sourcemap: inline ? 'inline' : true })
  await bundle.close()
  return file
}

export const byWebpack: Build = async (folder, { minify, inline }) => {
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: compilerOptions(false) }),
  )
  const compiler = webpack({
    mode: minify ? 'production' : 'none',
    context: folder,
    entry: './src/main.ts',
    target: 'node20',
    devtool: inline ? 'inline-source-map' : 'source-map',
    output: { path: join(folder, 'dist'), filename: 'main.cjs' },
    optimization: { minimizer: [new TerserPlugin({ extractComments: false })] },
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    resolveLoader: { modules: [join(import.meta.dirname, 'node_modules')] },
    module: {
      rules: [{ test: /\.ts$/, use: { loader: 'ts-loader', options: { transpileOnly: true } } }],
    },
  })
  await new Promise<void>((resolve, reject) => {
    compiler.run((error, stats) => {
      const failed = error ?? (stats?.hasErrors() ? new Error(stats.toString()) : undefined)
      compiler.close(() => (failed ? reject(failed) : resolve()))
    })
  })
  return join(folder, 'dist/main.cjs')
}

export const byVite: Build = async (folder, { minify, inline }) => {
  await viteBuild({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: 'src/main.ts',
      outDir: 'dist',
      minify,
      target: 'es2022',
      sourcemap: inline ? 'inline' : true,
    },
  })
  return join(folder, 'dist/main.js')
}

/** `bun` is the path of the program. */
export function byBun(bun: string): Build {
  return async (folder, { minify, inline }) => {
    const args = ['build', 'src/main.ts', '--outdir=dist', '--target=node']
    const map = inline ? '--sourcemap=inline' : '--sourcemap=linked'
    execFileSync(bun, [...args, map, ...(minify ? ['--minify'] : [])], {
      cwd: folder,
      stdio: 'pipe',
    })
    return join(folder, 'dist/main.js')
  }
}
