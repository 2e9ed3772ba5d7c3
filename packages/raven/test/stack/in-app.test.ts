import { expect, test } from 'vitest'
import { fileFacts, type InAppRules } from '../../src/stack/in-app.ts'

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
