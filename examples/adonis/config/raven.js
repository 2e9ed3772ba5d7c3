import { defineConfig } from 'raven-ts/contrib/adonis'

// without a client or DSN, SENTRY_DSN says where events go
export default defineConfig({
  userAttrs: ['username'],
  notFound: { ignore: ['/favicon.ico'] },
})
