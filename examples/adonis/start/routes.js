import router from '@adonisjs/core/services/router'

router.get('/', () => 'Try /orders/7')

router.get('/orders/:id', (ctx) => {
  ctx.auth = { user: { id: 42, username: 'ann' } } // what @adonisjs/auth puts there
  ctx.sentry.tagsContext({ shop: 'tea' })
  throw new Error(`there is no order ${ctx.params.id}`)
})
