import { defineConfig } from '@adonisjs/core/app'

export default defineConfig({
  commands: [() => import('@adonisjs/core/commands'), () => import('raven-ts/contrib/adonis')],
  providers: [
    () => import('@adonisjs/core/providers/app_provider'),
    () => import('raven-ts/contrib/adonis'),
  ],
  preloads: [() => import('./start/kernel.js'), () => import('./start/routes.js')],
})
