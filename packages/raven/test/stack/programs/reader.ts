/** What only a plain engine shows: whose text is used, and what stays in memory. */

import { SourceReader } from '../../../src/stack/source-lines.ts'
import { StackReader } from '../../../src/stack/stack-reader.ts'
import { Fragments } from '../../../src/values/fragments.ts'

let headers = 0
const line = 'const something = someFunction(withAnArgument) // a line of some length\n'
const reader = new StackReader({
  rules: { root: '/', include: [], exclude: [] },
  fragments: new Fragments(),
  sources: new SourceReader((path) => path + line.repeat(7_000), Date.now),
  header: (error) => {
    headers += 1
    return Error.prototype.toString.call(error)
  },
})

reader.sitesOf(new Error('x'), 'x')
const afterOne = headers

function heapMegabytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

// Frames of 200 files of half a megabyte; the reader itself keeps the last 64.
function framesOfFiles(from: number): unknown[] {
  return Array.from({ length: 200 }, (_, index) =>
    reader.framesOf(reader.sitesOfText(`E\n    at f (/src/${from + index}.js:9:1)`, '')),
  )
}
const kept: unknown[] = [framesOfFiles(0)]
const before = heapMegabytes()
kept.push(framesOfFiles(1_000))
const keptMegabytes = Math.round(Math.max(0, heapMegabytes() - before) / 20)

function named(name: string): () => Error {
  const wrapper = (): Error => new Error('wrapped')
  Object.defineProperty(wrapper, 'name', { value: name })
  return wrapper
}
const names = Array.from({ length: 100 }, (_, index) => {
  const [frame] = reader.sitesOf(named(`wrapper ${index}`)(), 'wrapped')
  return frame?.place.function
})

process.stdout.write(
  JSON.stringify({
    headers: afterOne,
    keptMegabytes: kept.length === 2 ? keptMegabytes : -1,
    names: [names[0], names[99]],
  }),
)
