/**
 * What every web integration is made of: for the ones here, and for one of your own.
 *
 * ```ts
 * const web = new WebReporter({ client })
 * const exchange = web.exchange(request, () => nodeFacts(request, response))
 * exchange.run(() => handle(request, response))   // a context of its own, described when needed
 * exchange.report(error, 'auto.http.myframework') // once; sent when the answer turns out to be a 500
 * ```
 */

export { nodeAnswer, type BreakableAnswer, type NodeAnswerSource } from './web/answer.ts'
export { attempt } from './web/attempt.ts'
export { watchBroken } from './web/broken.ts'
export { Exchange } from './web/exchange.ts'
export type { Answer, ExchangeFacts, RequestSentry } from './web/facts.ts'
export { middlewares, type Middlewares } from './web/middlewares.ts'
export {
  fetchAnswer,
  nodeBindingsOf,
  type FetchAnswer,
  type NodeBindings,
} from './web/fetch-answer.ts'
export { fetchFacts } from './web/fetch-facts.ts'
export { nodeFacts, type NodeFactsSource } from './web/node-facts.ts'
export {
  clientOf,
  type ClientSource,
  type LoggingOption,
  type NotFoundOption,
  type WebOptions,
} from './web/options.ts'
export { passThrough } from './web/pass-through.ts'
export { describeRequest, type RequestSource } from './web/request.ts'
export { describeUser } from './web/user.ts'
export { isWanted } from './web/verdict.ts'
export { WebReporter } from './web/web-reporter.ts'
