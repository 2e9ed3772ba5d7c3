/** A realistic event: a small shop cannot price a basket, because it has no exchange rate. */

import type { Frame, JsonObject } from 'raven-ts/protocol'

/** Files of the shop. `«` stands before the place a call or an error happens, under its name. */
const SHOP: Readonly<Record<string, string>> = {
  'src/server.ts': `import express from 'express'
import { checkout } from './checkout.ts'

export const app = express()
app.use(express.json())

app.post('/checkout', async (request, response) => {
  const { basketId, currency } = request.body
  const receipt = await «handler»checkout(basketId, currency)
  response.status(201).json(receipt)
})

app.get('/health', (_request, response) => {
  response.json({ ok: true })
})
`,
  'src/checkout.ts': `import { totalOf } from './basket.ts'
import { findBasket } from './store.ts'

/** Sells what is in the basket. */
export async function checkout(basketId: string, currency: string): Promise<Receipt> {
  const basket = await findBasket(basketId)
  if (basket.lines.length === 0) throw new EmptyBasket(basketId)
  const total = «checkout»totalOf(basket, currency)
  return { basketId, total, paidAt: new Date() }
}
`,
  'src/basket.ts': `import { priceOf } from './pricing.ts'

/** What all lines of a basket cost together. */
export function totalOf(basket: Basket, currency: string): Money {
  const prices = basket.lines.map((line) => «line»priceOf(line, currency))
  return prices.reduce(add, { amount: 0, currency })
}
`,
  'src/pricing.ts': `import { convert } from './money.ts'

const DISCOUNT_FROM = 10 // pieces

/** The price of one line, with the discount for many of a kind. */
export function priceOf(line: Line, currency: string): Money {
  const price = «priceOf»inCurrency(line.product, currency)
  const factor = line.count >= DISCOUNT_FROM ? 0.9 : 1
  return { currency, amount: Math.round(price.amount * line.count * factor) }
}

function inCurrency(product: Product, currency: string): Money {
  if (product.price.currency === currency) return product.price
  try {
    return «convert»convert(product.price, currency)
  } catch (cause) {
    throw «inCurrency»new TypeError(\`Cannot price "\${product.name}" in \${currency}\`, { cause })
  }
}
`,
  'src/money.ts': `import { rates } from './rates.ts'

/** The same worth in another currency, at the rate of the day. */
export function convert(money: Money, currency: string): Money {
  const rate = «rate»rateOf(money.currency, currency)
  return { currency, amount: Math.round(money.amount * rate) }
}

function rateOf(from: string, to: string): number {
  const rate = rates.get(\`\${from}/\${to}\`)
  if (rate === undefined) {
    throw «rateOf»new RangeError(\`No rate from \${from} to \${to} for 12 March 2026\`)
  }
  return rate
}
`,
}

/** The frame of a call in the shop, with the lines around it. */
function own(file: string, name: string, mark: string): Frame {
  const [before = '', after = ''] = (SHOP[file] ?? '').split(`«${mark}»`)
  const lines = `${before}${after}`.replaceAll(/«\w+»/g, '').split('\n')
  const above = before.replaceAll(/«\w+»/g, '').split('\n')
  const index = above.length - 1
  return {
    filename: file,
    abs_path: `/srv/shop/${file}`,
    function: name,
    lineno: index + 1,
    colno: (above[index]?.length ?? 0) + 1,
    pre_context: lines.slice(Math.max(0, index - 5), index),
    context_line: lines[index] ?? '',
    post_context: lines.slice(index + 1, index + 6),
    in_app: true,
  }
}

/** The frame of a call in a library. */
function library(file: string, name: string, lineno: number, colno: number): Frame {
  return {
    filename: file,
    abs_path: `/srv/shop/${file}`,
    function: name,
    lineno,
    colno,
    in_app: false,
  }
}

const INTO_THE_SHOP: readonly Frame[] = [
  library('node_modules/express/lib/express.js', 'app', 38, 9),
  library('node_modules/express/lib/application.js', 'Function.handle', 177, 15),
  library('node_modules/router/index.js', 'Router.handle', 188, 3),
  library('node_modules/router/index.js', 'next', 291, 5),
  library('node_modules/router/lib/layer.js', 'Layer.handleRequest', 152, 17),
  library('node_modules/router/lib/route.js', 'Route.dispatch', 117, 3),
  own('src/server.ts', 'handler', 'handler'),
  {
    filename: 'node:internal/process/task_queues',
    function: 'process.processTicksAndRejections',
    lineno: 103,
    colno: 5,
    in_app: false,
  },
  own('src/checkout.ts', 'checkout', 'checkout'),
  own('src/basket.ts', 'totalOf', 'line'),
  { function: 'Array.map', filename: '<anonymous>', in_app: false },
  own('src/basket.ts', '<anonymous>', 'line'),
  own('src/pricing.ts', 'priceOf', 'priceOf'),
]

/** The stack of the error that was thrown, and of the one that caused it; oldest call first. */
const RAISED: readonly Frame[] = [
  ...INTO_THE_SHOP,
  own('src/pricing.ts', 'inCurrency', 'inCurrency'),
]
const CAUSE: readonly Frame[] = [
  ...INTO_THE_SHOP.slice(-1),
  own('src/pricing.ts', 'inCurrency', 'convert'),
  own('src/money.ts', 'convert', 'rate'),
  own('src/money.ts', 'rateOf', 'rateOf'),
]

function breadcrumbs(at: number): JsonObject {
  const crumb = (before: number, rest: JsonObject) => ({ timestamp: at - before, ...rest })
  return {
    values: [
      crumb(41.2, { category: 'console', level: 'info', message: 'listening on 3000' }),
      crumb(3.42, {
        type: 'http',
        category: 'http',
        data: { method: 'GET', url: 'http://rates.example/2026-03-12', status_code: 503 },
      }),
      crumb(3.38, {
        category: 'rates',
        level: 'warning',
        message: 'rate service is down, yesterday’s rates are used',
        data: { pairs: 11, expected: 12 },
      }),
      crumb(0.031, { category: 'auth', message: 'signed in as user 1042' }),
      crumb(0.008, {
        type: 'query',
        category: 'query',
        message: 'SELECT * FROM basket_lines WHERE basket_id = $1',
      }),
    ],
  }
}

/** The event as a client would send it. `at` in milliseconds. */
export function shopEvent(eventId: string, at: number): JsonObject {
  const seconds = at / 1000
  return JSON.parse(
    JSON.stringify({
      event_id: eventId,
      timestamp: seconds,
      platform: 'node',
      level: 'error',
      transaction: 'POST /checkout',
      server_name: 'shop-2',
      release: 'shop@2.4.1',
      environment: 'production',
      sdk: { name: 'raven.javascript.node', version: '0.1.0' },
      exception: {
        values: [
          {
            type: 'RangeError',
            value: 'No rate from JPY to EUR for 12 March 2026',
            stacktrace: { frames: CAUSE },
            mechanism: { type: 'chained', source: 'cause', exception_id: 1, parent_id: 0 },
          },
          {
            type: 'TypeError',
            value: 'Cannot price "Sencha, 50 g" in EUR',
            stacktrace: { frames: RAISED },
            mechanism: { type: 'auto.http.express', handled: false, exception_id: 0 },
          },
        ],
      },
      tags: { currency: 'EUR', region: 'eu-central', payment: 'card' },
      user: { id: 1042, plan: 'tea-lover' },
      request: {
        method: 'POST',
        url: 'http://shop.example/checkout',
        query_string: 'step=2&from=basket',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
          authorization: '[Filtered]',
        },
        cookies: { theme: 'dark', session: '[Filtered]' },
        data: { basketId: 'b-7781', currency: 'EUR' },
      },
      breadcrumbs: breadcrumbs(seconds),
      extra: {
        basket: {
          id: 'b-7781',
          lines: [
            { product: 'Sencha, 50 g', count: 12, price: { amount: 980, currency: 'JPY' } },
            { product: 'Tea strainer', count: 1, price: { amount: 790, currency: 'EUR' } },
          ],
        },
        attempt: 1,
      },
      contexts: {
        runtime: { name: 'node', version: '20.20.2' },
        os: { name: 'Linux', kernel_version: '6.12.48' },
        app: { app_start_time: '2026-03-12T08:00:11Z', app_memory: 88473600 },
      },
      modules: { express: '5.2.1', router: '2.2.0', 'raven-ts': '0.1.0' },
    }),
  ) as JsonObject
}
