import { describe, expect, test } from 'vitest'
import { fileFacts, isOwnFile, ownFolder, type InAppRules } from '../../src/stack/in-app.ts'

const rules = (changes: Partial<InAppRules> = {}): InAppRules => ({
  root: '/srv/app',
  include: [],
  exclude: [],
  ...changes,
})

test.each([
  ['/srv/app/src/cart/view.ts', 'src/cart/view.ts', 'src.cart.view', true],
  ['file:///srv/app/src/a%20b.mjs?v=1', 'src/a b.mjs', 'src.a b', true],
  ['/srv/application/x.js', '/srv/application/x.js', 'srv.application.x', true],
  [
    '/srv/app/node_modules/pg/lib/client.js',
    'node_modules/pg/lib/client.js',
    'pg.lib.client',
    false,
  ],
  ['/opt/node_modules/@a/b/c.js', 'node_modules/@a/b/c.js', '@a.b.c', false],
  [
    '/srv/app/node_modules/a/node_modules/b/c.js',
    'node_modules/a/node_modules/b/c.js',
    'b.c',
    false,
  ],
  ['node:internal/modules/run_main', 'node:internal/modules/run_main', undefined, false],
  ['<anonymous>', '<anonymous>', undefined, false],
  ['https://cdn.example.test/a.js', 'https://cdn.example.test/a.js', undefined, true],
  ['webpack-internal:///./a.js', 'webpack-internal:///./a.js', undefined, true],
  ['file:///srv/app/%zz.js', 'file:///srv/app/%zz.js', undefined, true],
  ['file:///C:/srv/x.mjs', 'C:/srv/x.mjs', 'C:.srv.x', true],
  ['C:\\srv\\node_modules\\x\\y.js', 'node_modules/x/y.js', 'x.y', false],
  ['/srv/app/bin/tool', 'bin/tool', 'bin.tool', true],
  ['/srv/app/.config.js', '.config.js', '.config', true],
])('%s is shown as %s', (file, filename, module, inApp) => {
  const facts = fileFacts(file, rules())
  expect(facts).toMatchObject({ filename, inApp })
  expect(facts.module).toBe(module)
})

test.each([
  ['/', '/srv/app/x.js', 'srv/app/x.js'],
  ['', '/srv/app/x.js', '/srv/app/x.js'],
  ['/srv/app/', '/srv/app/x.js', 'x.js'],
  ['C:\\srv', 'C:\\srv\\src\\x.js', 'src/x.js'],
])('below the folder %j, %s is %s', (root, file, filename) => {
  expect(fileFacts(file, rules({ root })).filename).toBe(filename)
})

test.each([
  ['include by package', { include: ['pg'] }, '/srv/app/node_modules/pg/x.js', true],
  ['include by scope', { include: ['@ours'] }, '/srv/app/node_modules/@ours/a/x.js', true],
  ['no half of a name', { include: ['p'] }, '/srv/app/node_modules/pg/x.js', false],
  ['exclude by path', { exclude: ['/srv/app/vendor'] }, '/srv/app/vendor/x.js', false],
  ['exclude by relative path', { exclude: ['vendor/'] }, '/srv/app/vendor/x.js', false],
  ['no half of a folder', { exclude: ['/srv/app/ven'] }, '/srv/app/vendor/x.js', true],
  ['exclude wins', { include: ['pg'], exclude: ['pg'] }, '/srv/app/node_modules/pg/x.js', false],
  ['an empty rule matches nothing', { exclude: ['', '/'] }, '/srv/app/x.js', true],
  ['backslashes in rules', { exclude: ['C:\\srv\\lib'] }, 'C:\\srv\\lib\\x.js', false],
])('%s', (_, changes, file, inApp) => {
  expect(fileFacts(file, rules(changes)).inApp).toBe(inApp)
})

test.each([
  ['a runtime', 'bun:sqlite', undefined, false],
  ['a runtime', 'ext:deno_web/02_event.js', undefined, false],
  ['a runtime', 'deno:core/01_core.js', undefined, false],
  ['a runtime', 'native', undefined, false],
  ['what Node wraps around -e', '[eval]-wrapper', undefined, false],
  ['a bundler', 'webpack-internal:///../webpack/runtime/chunk', undefined, false],
  ['a bundler', 'webpack://shop/webpack/bootstrap', undefined, false],
  ['a package seen by a bundler', 'webpack-internal:///./node_modules/pg/a.js', 'pg.a', false],
  ['pnpm', '/srv/app/node_modules/.pnpm/pg@8.1.0/node_modules/pg/lib/a.js', 'pg.lib.a', false],
  ['yarn', '/srv/app/.yarn/cache/pg-npm-8-1f.zip/node_modules/pg/lib/a.js', 'pg.lib.a', false],
  ['yarn', '/srv/app/.yarn/__virtual__/x/1/plain/a.js', '.yarn.__virtual__.x.1.plain.a', false],
  ['yarn', '/srv/app/.pnp.cjs', '.pnp', false],
  ['deno', '/x/deno/npm/registry/pg/8/a.js', 'x.deno.npm.registry.pg.8.a', false],
])('files of %s are not the program: %s', (_, file, module, inApp) => {
  const facts = fileFacts(file, rules())
  expect(facts.inApp).toBe(inApp)
  expect(facts.module).toBe(module)
})

test.each([
  ['a package of the workspace, by its real path', '/srv/packages/money/src/round.ts'],
  ['a bundle of the program', 'webpack-internal:///(rsc)/./src/page.tsx'],
  ['a script of a page', 'https://shop.example/assets/index-1f.js'],
  ['what -e was given', '[eval]'],
  ['a folder called like a word of ours', '/srv/app/src/internal/native/x.js'],
  ['a share', 'file://server/share/app/x.mjs'],
])('%s is the program: %s', (_, file) => {
  expect(fileFacts(file, rules()).inApp).toBe(true)
})

test('the same workspace package through a link that was kept is a package, unless it is included', () => {
  const file = '/srv/app/node_modules/@shop/money/src/round.ts'
  expect(fileFacts(file, rules())).toMatchObject({ inApp: false, module: '@shop.money.src.round' })
  expect(fileFacts(file, rules({ include: ['@shop/money'] })).inApp).toBe(true)
})

test('a program that is installed itself is the program, and its packages are not', () => {
  const root = '/usr/lib/node_modules/tool'
  expect(fileFacts(`${root}/dist/cli.js`, rules({ root })).inApp).toBe(true)
  expect(fileFacts(`${root}/node_modules/pg/a.js`, rules({ root })).inApp).toBe(false)
})

test.each([
  ['c:\\srv\\app', 'C:\\srv\\app\\src\\x.js', 'src/x.js'],
  ['C:\\srv\\app', 'file:///c:/srv/app/src/x.mjs', 'src/x.mjs'],
  ['\\\\server\\share', '\\\\server\\share\\src\\x.js', 'src/x.js'],
  ['\\\\server\\share', 'file://server/share/src/x.mjs', 'src/x.mjs'],
])('below %s, %s is %s', (root, file, filename) => {
  expect(fileFacts(file, rules({ root })).filename).toBe(filename)
})

describe('this package', () => {
  test.each([
    ['file:///srv/node_modules/raven-ts/dist/chunks/a.js', '/srv/node_modules/raven-ts/dist/'],
    ['file:///srv/packages/raven/dist/node.js', '/srv/packages/raven/dist/'],
    ['file:///C:/srv/packages/raven/src/runtime/node.ts', 'C:/srv/packages/raven/src/'],
    ['file:///srv/shop/dist/server.js', undefined],
    ['file:///srv/raven-ts/server.js', undefined],
    ['https://cdn.example/bundle.js', undefined],
    [undefined, undefined],
  ])('lies, by the URL %s, in %s', (url, folder) => {
    expect(ownFolder(url)).toBe(folder)
  })

  test.each([
    ['/srv/packages/raven/dist/node.js', true],
    ['file:///srv/packages/raven/dist/chunks/a.js', true],
    ['/srv/packages/raven/test/x.test.ts', false],
    ['/any/node_modules/raven-ts/dist/node.js', true],
    ['/any/node_modules/raven-ts-extra/x.js', false],
  ])('is no program, whatever is included: %s', (file, isOwn) => {
    const own = '/srv/packages/raven/dist/'
    expect(isOwnFile(file, own)).toBe(isOwn)
    const include = ['/srv', 'raven-ts', 'raven-ts-extra']
    expect(fileFacts(file, rules({ own, include })).inApp).toBe(!isOwn)
  })
})
