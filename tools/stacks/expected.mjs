/**
 * What a parser must find in a stack of the probe: said by the probe's own markers.
 *
 * For each frame that a case names we know function, file and line. We write down every line that an
 * engine may print for that, and look which of them is the one that was printed; only the column is
 * then read from it. Nothing here takes a line apart.
 */

const MARKER = /^\s*\/\/@ (\w+) = (.+)$/
const ANY = '[^\\n]*'

/** The markers of the probe by key: the line behind each, and the spellings of its function. */
export function readMarkers(source) {
  const markers = new Map()
  for (const [index, text] of source.split('\n').entries()) {
    const [, key, names] = MARKER.exec(text) ?? []
    if (key !== undefined) markers.set(key, { line: index + 2, names: names.split(' | ') })
  }
  return markers
}

const escaped = (text) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** The lines V8 and those who imitate it print for a call at a place. */
function v8Lines(name, place) {
  if (name === '?')
    return [`(?:async |new )?${place}`, `(?:async |new )?<anonymous> \\(${place}\\)`]
  return [`(?:async |new )?${escaped(name)} \\(${place}\\)`]
}

const CAUSES = '(?:async|promise callback|setTimeout handler|EventListener\\.\\w+)\\*'

/** All lines for a call at a place; the same for the engines that print `name@place`. */
function linesFor(name, place) {
  const at = name === '?' ? [`@${place}`, place] : [`${escaped(name)}@${place}`]
  return [
    ...v8Lines(name, place).map((line) => ` +at ${line}`),
    ...at.map((line) => `(?:${CAUSES})?${line}`),
  ]
}

const nameOf = (name) => (name === '?' ? {} : { function: name })

/** Ways to print a call at a known line, each with the frame it means. */
function atLine(names, files, line) {
  return names.flatMap((name) =>
    files.map((file) => ({
      lines: linesFor(name, `${escaped(file)}(?:, <anonymous>)?:${line}:(\\d+)`),
      frame: (column) => ({ ...nameOf(name), file, line, column: Number(column) }),
    })),
  )
}

/** The same for code made from text by the line of a marker: that line is its place. */
function inCode(names, files, by) {
  const known = names.flatMap((name) => files.flatMap((file) => madeBy(name, file, by)))
  return [...known, ...placeless(names), ...inText(names, files)]
}

function madeBy(name, file, { line, names }) {
  const makers = [...names.map(escaped), '<anonymous>'].join('|')
  const origin = `eval at (?:${makers}) \\(${escaped(file)}:${line}:(\\d+)\\)`
  const v8 = v8Lines(name, `(?:eval at \\S+ \\()?${origin}\\)?, <anonymous>:\\d+:\\d+`)
  const nested = '(?: > \\w+ line \\d+)?'
  const plainName = escaped(name === '?' ? '' : name)
  const spiderMonkey = `${plainName}@${escaped(file)} line ${line}${nested} > \\w+:\\d+:\\d+()`
  return [
    {
      lines: v8.map((text) => ` +at ${text}`),
      frame: (column) => ({ ...nameOf(name), file, line, column: Number(column) }),
    },
    { lines: [spiderMonkey], frame: () => ({ ...nameOf(name), file, line }) },
  ]
}

/** JavaScriptCore does not say where a text came from. */
function placeless(names) {
  return names.map((name) => ({
    lines: [`${escaped(name === '?' ? '' : name)}@()`],
    frame: () => nameOf(name === 'eval code' ? '?' : name),
  }))
}

/** Bun and QuickJS count lines in the text itself; Bun says the file of the program beside it. */
function inText(names, files) {
  return [...files.filter((file) => file.startsWith('file:')), '<input>'].flatMap((file) =>
    names.map((name) => ({
      lines: v8Lines(name, `${escaped(file)}:([1-4]):(\\d+)`).map((line) => ` +at ${line}`),
      frame: (line, column) => ({
        ...nameOf(name),
        file,
        line: Number(line),
        column: Number(column),
      }),
    })),
  )
}

/** Functions of the engine itself have no place. */
function ofEngine(names) {
  return names.map((name) => ({
    lines: [
      ` +at (?:async )?${escaped(name)}(?: \\((?:<anonymous>|native|unknown|:0|index \\d|native:\\d+:\\d+)\\))?()`,
      `${escaped(name)}@\\[native code\\]()`,
      `${escaped(name)}@self-hosted:\\d+:\\d+()`,
    ],
    frame: () => ({ function: name }),
  }))
}

/** V8 names the module, SpiderMonkey the line that made it, JavaScriptCore the function alone. */
function inWasm(names, files, by) {
  return names.flatMap((name) => [
    {
      lines: [` +at ${name} \\((wasm://wasm/\\w+):wasm-function\\[\\d\\]:(0x[0-9a-f]+)\\)`],
      frame: (file, address) => ({ function: name, file, address }),
    },
    ...files.map((file) => ({
      lines: [
        `${name}@${escaped(file)} line ${by.line} > WebAssembly.Module:wasm-function\\[\\d\\]:(0x[0-9a-f]+)`,
      ],
      frame: (address) => ({ function: name, file, line: by.line, address }),
    })),
    { lines: [`${name}@<\\?>:wasm-function\\[\\d\\]()`], frame: () => ({ function: name }) },
  ])
}

function waysOf(entry, { markers, files }) {
  if (typeof entry === 'string') {
    const { line, names } = markers.get(entry.replace('?', ''))
    return atLine(names, files, line)
  }
  const names = (entry.engine ?? entry.code ?? entry.wasm ?? entry.name ?? '').split(' | ')
  if (entry.engine) return ofEngine(names)
  if (entry.code) return inCode(names, files, markers.get(entry.by))
  if (entry.wasm) return inWasm(names, files, markers.get(entry.by))
  return [...atLine(names, [entry.file], entry.line), ...placeless(names), ...inText(names, files)]
}

const isOptional = (entry) =>
  typeof entry === 'string' ? entry.endsWith('?') : entry.optional === true

function frameIn(line, ways) {
  for (const { lines, frame } of ways) {
    for (const pattern of lines) {
      const found = new RegExp(`^${pattern}$`).exec(line)
      if (found) return frame(...found.slice(1))
    }
  }
  return undefined
}

/** The lines of a stack behind the message; Node puts a piece of source before it at times. */
function framesText({ name, message, stack }) {
  const header = message === '' ? name : `${name}: ${message}`
  const at = `\n${stack}\n`.indexOf(`\n${header}\n`)
  return at === -1 ? stack : stack.slice(at + header.length)
}

const INTERNAL = new RegExp(`^ +at ${ANY}\\((?:node|ext|internal):${ANY}\\)$`)

/**
 * The frames the stack of a case must begin with. Throws where a line is none that the probe's markers
 * can explain.
 */
export function expectedFrames(thrown, entries, truth) {
  const lines = framesText(thrown)
    .split(/\r?\n/)
    .filter((line) => line !== '')
  const frames = []
  for (const entry of entries) {
    if (entry.internal) {
      while (INTERNAL.test(lines[0] ?? '')) frames.push({ internal: lines.shift().trim() })
      continue
    }
    const frame = frameIn(lines[0] ?? '', waysOf(entry, truth))
    if (frame) {
      frames.push(frame)
      lines.shift()
    } else if (!isOptional(entry)) {
      throw new Error(`${thrown.case}: ${JSON.stringify(entry)} does not print as\n${lines[0]}`)
    }
  }
  return frames
}
