/** What a standard `Request` tells; frameworks built on it add what they know better. */

import type { Answer, ExchangeFacts } from './facts.ts'
import { describeRequest, type RequestSource } from './request.ts'
import { describeUser } from './user.ts'

/** Facts by a `Request` alone; `known` wins over what it says. */
export function fetchFacts(
  request: Request,
  answer: Answer,
  known: () => RequestSource = () => ({}),
): ExchangeFacts {
  return {
    request: () => {
      const { method, url, headers } = request
      return describeRequest({ method, url, headers, ...known() })
    },
    user: (attrs) => describeUser(request, attrs),
    answer,
  }
}
