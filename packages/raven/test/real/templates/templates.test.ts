import { Edge } from 'edge.js'
import ejs from 'ejs'
import handlebars from 'handlebars'
import nunjucks from 'nunjucks'
import pug from 'pug'
import { Client } from 'raven-ts'
import { publicDsn } from 'raven-ts/contrib/templates'
import { describe, expect, test } from 'vitest'

type Helper = ReturnType<typeof publicDsn>

/** Each engine's own way to have a function in its pages, and a page that calls it twice. */
const ENGINES: Readonly<Record<string, (helper: Helper) => Promise<string> | string>> = {
  EJS: (dsn) => ejs.render('<%= dsn() %> <%= dsn("https") %>', { dsn }),
  Edge: async (dsn) => {
    const edge = Edge.create()
    edge.global('dsn', dsn)
    return await edge.renderRaw('{{ dsn() }} {{ dsn("https") }}')
  },
  Nunjucks: (dsn) => {
    const engine = new nunjucks.Environment(null, { autoescape: true })
    engine.addGlobal('dsn', dsn)
    return engine.renderString('{{ dsn() }} {{ dsn("https") }}', {})
  },
  Handlebars: (dsn) => {
    const engine = handlebars.create()
    engine.registerHelper('dsn', dsn)
    return engine.compile('{{dsn}} {{dsn "https"}}')({})
  },
  Pug: (dsn) => pug.render('| #{dsn()} #{dsn("https")}', { dsn }),
}

describe.each(Object.entries(ENGINES))('a page of %s', (_, render) => {
  test('has the DSN without its secret, and without a scheme unless it asks', async () => {
    const client = new Client('http://public:secret@sentry.example:9000/team/1', { spool: false })
    const page = await render(publicDsn(client))
    const dsn = '//public@sentry.example:9000/team/1'
    expect(page.trim()).toBe(`${dsn} https:${dsn}`)
  })

  test('has nothing where the client is disabled', async () => {
    const client = new Client('', { spool: false })
    expect((await render(publicDsn(client))).trim()).toBe('')
  })
})
