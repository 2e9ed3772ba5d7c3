// One client for the whole program. Where to send comes from SENTRY_DSN.
import { Client } from 'raven-ts'

export const raven = new Client({
  release: 'shop@1.4.2',
  environment: 'demo',
  tags: { region: 'eu' },
  userAttrs: ['username'], // who it was is known by id alone, unless said
  install: true,
})
