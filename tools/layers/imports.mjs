/** Finds what a source file imports, of every kind: by a parser, not by patterns. */
import { Visitor, parseSync } from 'oxc-parser'

/** The line, from 1, of a position in a text. */
function lineAt(text, position) {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) {
    line += 1
  }
  return line
}

/** `import type` and `export type` are gone after compiling; `import { type A }` is not. */
function isTypeOnly(node) {
  return node.importKind === 'type' || node.exportKind === 'type'
}

/** `require('x')` and `process.getBuiltinModule('x')` load modules too. */
function isLoader(callee) {
  if (callee.type === 'Identifier') return callee.name === 'require'
  return callee.type === 'MemberExpression' && callee.property.name === 'getBuiltinModule'
}

/** `process?.getBuiltinModule?.('x')` answers `undefined` where there is no Node: no import, which would fail there. */
function isGuarded({ callee, optional }) {
  return optional && callee.type === 'MemberExpression' && callee.optional
}

/**
 * Every import of a file, in order.
 *
 * Each has `specifier` (undefined where it is computed), `start` and `end` of the specifier with its
 * quotes, `line`, `typeOnly`: whether it is gone after compiling, and `guarded`: whether it may find nothing.
 * Throws if the text does not parse.
 */
export function scanImports(path, text) {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  const found = []
  const add = (source, typeOnly, guarded = false) => {
    if (source === null || source === undefined) return
    const { start, end, value } = source
    const specifier = typeof value === 'string' ? value : undefined
    found.push({ specifier, start, end, line: lineAt(text, start), typeOnly, guarded })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source, isTypeOnly(node)),
    ExportNamedDeclaration: (node) => add(node.source, isTypeOnly(node)),
    ExportAllDeclaration: (node) => add(node.source, isTypeOnly(node)),
    ImportExpression: (node) => add(node.source, false),
    TSImportType: (node) => add(node.source ?? node.argument?.literal, true),
    TSExternalModuleReference: (node) => add(node.expression, false),
    CallExpression: (node) => {
      if (isLoader(node.callee)) add(node.arguments[0], false, isGuarded(node))
    },
  }).visit(program)
  return found.sort((a, b) => a.start - b.start)
}
