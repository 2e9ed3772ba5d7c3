/** How much there is to install and to load, against the ceilings of `tools/sizes.json`. */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { ROOT } from '../real-parts.mjs'

/** The agreed ceilings, in bytes. */
export function readCeilings() {
  return JSON.parse(readFileSync(join(ROOT, 'tools', 'sizes.json'), 'utf8'))
}

/** The bytes of the files below a folder, of those that are meant. */
function folderBytes(folder, isMeant) {
  return readdirSync(folder, { recursive: true })
    .filter(isMeant)
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)
}

/** What only those who ask for it load: integrations, and the test kit. */
const APART = ['contrib', 'testing', 'testing.js']

/** What a package weighs installed: all of it, and what is there however few integrations there are. */
export function installedBytes(folder) {
  const isApart = (file) => file.split(sep).some((part) => APART.includes(part))
  return {
    install: folderBytes(folder, () => true),
    core: folderBytes(folder, (file) => !isApart(file)),
  }
}

/** Both for people, each beside its ceiling. */
export function installedTable({ install, core }, ceilings) {
  const apart = install - core
  return `install of raven-ts: ${install} of ${ceilings.install} bytes; without the ${apart} of integrations and test kit ${core} of ${ceilings.core}`
}

/** One line for what weighs more than was agreed. */
export function overweight(installed, ceilings) {
  return ['install', 'core']
    .filter((what) => installed[what] > ceilings[what])
    .map(
      (what) =>
        `raven-ts is ${installed[what]} bytes installed (${what}), over ${ceilings[what]} in tools/sizes.json`,
    )
}

/** What one entry weighs in somebody's bundle: minified, and that again gzipped. */
export async function entrySize(file) {
  const result = await build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    legalComments: 'none',
    logLevel: 'silent',
  })
  const { contents } = result.outputFiles[0]
  return { min: contents.length, gz: gzipSync(contents, { level: 9 }).length }
}

/** One row for each entry of a built or installed package: its file, its size, its ceiling. */
export async function entrySizes(folder, ceilings) {
  const files = Object.keys(ceilings).sort()
  const sizes = await Promise.all(files.map((file) => entrySize(join(folder, file))))
  return files.map((file, at) => ({ file, ...sizes[at], ceiling: ceilings[file] }))
}

/** One line for each row that is over its ceiling. */
export function oversized(rows) {
  return rows
    .filter(({ gz, ceiling }) => gz > ceiling)
    .map(
      ({ file, gz, ceiling }) =>
        `${file} is ${gz} bytes gzipped, over its ceiling of ${ceiling}; make it smaller, or raise the ceiling in tools/sizes.json and say why`,
    )
}

/** Entries that have no ceiling yet. */
export function unmeasured(entries, ceilings) {
  return entries
    .filter((file) => !(file in ceilings))
    .map((file) => `${file} has no ceiling; give it one in tools/sizes.json`)
}

/** The table for people. */
export function sizeTable(rows) {
  const lines = rows.map(({ file, min, gz, ceiling }) => [file, min, gz, ceiling])
  const cells = [['entry', 'min', 'gz', 'ceiling (gz)'], ...lines].map((line) => line.map(String))
  const widths = [0, 1, 2, 3].map((at) => Math.max(...cells.map((line) => line[at].length)))
  return cells
    .map((line) =>
      line.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[0]))),
    )
    .map((line) => line.join('  '))
    .join('\n')
}
