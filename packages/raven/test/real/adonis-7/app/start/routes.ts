import router from '@adonisjs/core/services/router'

router.get('/', () => ({ fine: true }))
router.get('/orders/:id', ({ params }) => {
  throw new Error(`there is no order ${params.id}`)
})
