/** The captures behind the golden files. */

import type { Client } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'
import { priceOf, thrownBy } from './golden-cart.ts'

/** One event, by the name of its files. */
export interface GoldenCase {
  readonly options?: ClientOptions
  readonly act: (client: Client) => void
}

const date = new Date('2026-01-02T03:04:05.678Z')

const payment = {
  capture: ({ amount }: { amount?: number }) => ({
    level: 'warning',
    logger: 'payments',
    extra: { amount },
    fingerprint: ['payment'],
  }),
  toString: (data?: Readonly<Record<string, unknown>>) =>
    `payment declined by ${String(data?.logger)}`,
}

/** Whole events, one for each kind and each way to say more. */
export const CASES: Readonly<Record<string, GoldenCase>> = {
  'exception-with-cause': {
    act: (client) =>
      client.captureException(
        thrownBy(() => priceOf(0)),
        { date },
      ),
  },
  'exception-without-error': {
    act: (client) => client.capture('Exception', { date }),
  },
  'message-with-list': {
    act: (client) =>
      client.captureMessage('cart %s has %d items', { params: ['c1', 3], level: 30, date }),
  },
  'message-with-names': {
    act: (client) =>
      client.captureMessage('cart {id} of {owner}', { params: { id: 'c1', owner: 'ada' }, date }),
  },
  'message-without-params': {
    act: (client) => client.captureMessage('it is 100 % done', { date }),
  },
  'message-with-stack': {
    act: (client) => client.captureMessage('where am I?', { stack: true, date }),
  },
  'message-with-usual-stack': {
    options: { autoLogStacks: true },
    act: (client) => client.capture('raven.events.Message', { message: 'here', date }),
  },
  query: {
    act: (client) =>
      client.captureQuery('select * from carts where id = $1', {
        engine: 'postgresql',
        params: { id: 7, password: 'hunter2' },
        date,
      }),
  },
  'handler-of-your-own': {
    act: (client) => client.capture(payment, { amount: 12, data: { logger: 'bank' }, date }),
  },
  everything: {
    options: {
      release: '2.1.0',
      environment: 'staging',
      site: 'east',
      tags: { region: 'eu', shared: 'client' },
      extra: { pid: 4242, shared: 'client' },
      repos: { '/srv/shop': { name: 'shop/shop', prefix: '' } },
    },
    act: (client) => {
      client.captureBreadcrumb({ message: 'opened', category: 'cart', timestamp: 1_767_323_000 })
      client.captureBreadcrumb({
        message: 'asked',
        data: { token: 'hunter2' },
        timestamp: 1_767_323_001,
      })
      client.userContext({ id: 7, username: 'ada' })
      client.httpContext({
        url: 'https://shop.example.com/cart',
        method: 'POST',
        query_string: 'sku=1&token=hunter2',
      })
      client.tagsContext({ shared: 'context', attempt: 1 })
      client.extraContext({ shared: 'context', step: 'pay' })
      client.captureException(
        thrownBy(() => priceOf(2)),
        {
          level: 'fatal',
          fingerprint: ['{{ default }}', 'cart'],
          logger: 'shop.cart',
          timeSpent: 12,
          culprit: 'shop.prices in share',
          tags: { shared: 'call' },
          extra: { shared: 'call' },
          date,
        },
      )
    },
  },
  'explicit-data': {
    options: { release: '2.1.0', environment: 'staging', site: 'east', tags: { region: 'eu' } },
    act: (client) => {
      client.userContext({ id: 7 })
      client.httpContext({ url: 'https://shop.example.com/cart' })
      client.captureMessage('template %s', {
        params: [1],
        date,
        data: {
          message: 'the text as it was',
          culprit: 'shop.cart in view',
          site: 'west',
          time_spent: 5,
          server_name: 'web-9',
          release: '3.0.0',
          environment: 'data',
          user: { id: 8 },
          request: { url: 'https://shop.example.com/other' },
          tags: { from: 'data' },
          extra: { from: 'data' },
          modules: { shop: '2.1.0' },
          fingerprint: ['data'],
          logger: 'data',
          level: 'debug',
          platform: 'javascript',
          event_id: 'not taken: the id was answered already',
          'sentry.interfaces.Custom': { kept: true },
        },
      })
    },
  },
}
