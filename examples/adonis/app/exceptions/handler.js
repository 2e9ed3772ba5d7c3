import { ExceptionHandler } from '@adonisjs/core/http'
import { withRaven } from 'raven-ts/contrib/adonis'

export default class HttpExceptionHandler extends withRaven(ExceptionHandler) {
  async handle(error, ctx) {
    if (error.status !== 500) return super.handle(error, ctx)
    return ctx.response.status(500).send({ error: error.message, id: ctx.sentry.id })
  }
}
