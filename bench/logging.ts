/**
 * What a log call costs that is not reported, with and without us: below the logger's own level, and below the level
 * of events, with and without a breadcrumb.
 */

import { createRequire } from 'node:module'
import { Writable } from 'node:stream'
import type * as Pino from 'pino'
import type * as Winston from 'winston'
import { Client } from 'raven-ts'
import { ravenPino } from 'raven-ts/contrib/pino'
import { ravenWinston } from 'raven-ts/contrib/winston'
import { compare, machine, row } from './compare.ts'

// as they were published, not bundled
const require = createRequire(import.meta.url)
const { pino } = require('pino') as typeof Pino
const winston = require('winston') as typeof Winston

const client = new Client('http://public@127.0.0.1:9/1', { spool: false, diagnostics: false })

type Log = { info(fields: object, text: string): unknown; debug(text: string): unknown }

function pinoLog(raven?: ReturnType<typeof ravenPino>): Log {
  const nowhere = pino.destination({ dest: '/dev/null', sync: true })
  return pino({ name: 'shop', ...(raven ? { hooks: raven.hooks } : {}) }, nowhere)
}

function winstonLog(raven?: ReturnType<typeof ravenWinston>): Log {
  const stream = new Writable({ write: (_line, _encoding, done) => done() })
  const logger = winston.createLogger({
    transports: [new winston.transports.Stream({ stream }), ...(raven ? [raven.transport] : [])],
  })
  return { info: (fields, text) => logger.info(text, fields), debug: (text) => logger.debug(text) }
}

const quiet = { client, breadcrumbs: false }
const LOGGERS: Readonly<Record<string, readonly [bare: Log, quiet: Log, trail: Log]>> = {
  pino: [pinoLog(), pinoLog(ravenPino(quiet)), pinoLog(ravenPino(client))],
  winston: [winstonLog(), winstonLog(ravenWinston(quiet)), winstonLog(ravenWinston(client))],
}

console.log(`${machine()}; microseconds of one call, median, ways taking turns\n`)
console.log(row('logger', 'call', 'bare', 'no breadcrumbs', '÷ bare', 'breadcrumbs', '÷ bare'))
console.log(row('---', '---', '--:', '--:', '--:', '--:', '--:'))
for (const [name, [bare, none, trail]] of Object.entries(LOGGERS)) {
  const calls: Readonly<Record<string, (log: Log) => unknown>> = {
    'below the logger’s level': (log) => log.debug('somebody asks for tea'),
    'below the level of events': (log) => log.info({ shelf: 3 }, 'somebody asks for tea'),
  }
  for (const [what, call] of Object.entries(calls)) {
    const took = compare({
      bare: () => call(bare),
      none: () => call(none),
      trail: () => call(trail),
    })
    const { bare: base = 0, none: quiet = 0, trail: full = 0 } = took
    console.log(row(name, what, base, quiet, quiet / base, full, full / base))
  }
}
process.exit()
