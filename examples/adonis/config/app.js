import { defineConfig } from '@adonisjs/core/http'

export const appKey = process.env.APP_KEY ?? 'a key for this example alone'
export const http = defineConfig({})
