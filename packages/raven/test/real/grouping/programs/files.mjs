/** Files that are missing, forbidden, or not what they should be. */
import { readFileSync, writeFileSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { readFile, rm, opendir } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { family, issue } from '../family.mjs'

const DATA = '/var/lib/shop-of-tests'

function readProfile(user) {
  return JSON.parse(readFileSync(join(DATA, 'profiles', `${user}.json`), 'utf8'))
}

function writeExport(day) {
  writeFileSync(`${DATA}/exports/${day}.csv`, 'id;total\n')
}

async function readInvoice(number) {
  const text = await readFile(`${DATA}/invoices/${number}.pdf`)
  return text.length
}

async function openStream(path) {
  const stream = createReadStream(path)
  await once(stream, 'open')
}

function listUploads(tenant) {
  return readdirSync(`${DATA}/${tenant}/uploads`).length
}

function openTwice(path) {
  return openSync(path, 'r')
}

function makeCache(path) {
  mkdirSync(path)
}

async function removeOld(path) {
  await rm(path)
}

async function walk(path) {
  for await (const entry of await opendir(path)) if (entry === undefined) return
}

async function loadPlugin(name) {
  return await import(`/opt/plugins/${name}/main.mjs`)
}

async function loadPackage(name) {
  return await import(name)
}

export default [
  family(
    'a file that is missing',
    'Reading a profile, writing an export and reading an invoice are three calls to mend.',
    issue(
      'Only the user in the path differs.',
      [readProfile, 17],
      [readProfile, 94],
      [readProfile, 'ada'],
    ),
    issue(
      'Only the day in the path differs.',
      [writeExport, '2026-01-31'],
      [writeExport, '2025-12-01'],
    ),
    issue(
      'Only the number in the path differs.',
      [readInvoice, 'R-2026-0001'],
      [readInvoice, 'R-2025-9817'],
      [readInvoice, 'draft'],
    ),
  ),
  family(
    'a stream that cannot open',
    'A stream and a file are opened by two functions.',
    issue(
      'Only the path differs.',
      [openStream, '/tmp/absent-a1b2c3.log'],
      [openStream, '/var/log/shop/absent.log'],
    ),
    issue(
      'Only the path differs.',
      [openTwice, '/nowhere/at/all'],
      [openTwice, '/nowhere/1732/else.txt'],
    ),
  ),
  family(
    'one call, two codes of the system',
    'ENOENT says the path is wrong and EEXIST or ENOTDIR that something is in the way.',
    issue(
      'Only the folder differs.',
      [makeCache, '/absent/cache/1'],
      [makeCache, '/missing/cache/two'],
    ),
    issue('Only the folder differs.', [makeCache, '/tmp'], [makeCache, '/usr']),
    issue(
      'Only the path differs.',
      [makeCache, '/etc/passwd/cache'],
      [makeCache, '/etc/hostname/c2'],
    ),
  ),
  family(
    'removing and walking',
    'Two functions of the program, each with a path of its own.',
    issue(
      'Only the path differs.',
      [removeOld, '/tmp/absent-77/x'],
      [removeOld, '/srv/old/2024/11'],
    ),
    issue('Only the path differs.', [walk, '/tmp/absent-78/x'], [walk, '/srv/new/2026/11']),
    issue(
      'Only the tenant differs.',
      [listUploads, 't-4711'],
      [listUploads, 'acme'],
      [listUploads, '6f1ed002ab5595859014ebf0951522d9'],
    ),
  ),
  family(
    'modules that are not there',
    'A plugin and a package are loaded by different functions.',
    issue('Which plugin is data.', [loadPlugin, 'paypal'], [loadPlugin, 'stripe-v2']),
    issue(
      'Which package is data.',
      [loadPackage, 'left-pad-of-tests'],
      [loadPackage, '@shop/absent'],
    ),
  ),
]
