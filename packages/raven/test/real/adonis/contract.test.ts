import { defineConfig } from 'raven-ts/contrib/adonis'
import { webContract } from '../../contracts/web-contract.ts'
import { serveAdonis } from './serve-adonis.ts'

webContract({
  name: 'AdonisJS 6',
  mechanism: 'auto.http.adonis',
  integrate: defineConfig,
  serve: serveAdonis,
})
