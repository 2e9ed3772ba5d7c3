/** What a `node:http` request and its response tell; frameworks built on them add what they know better. */

import { nodeAnswer, type NodeAnswerSource } from './answer.ts'
import type { ExchangeFacts } from './facts.ts'
import { describeRequest, type RequestSource } from './request.ts'
import { describeUser } from './user.ts'

/** The part of a request that is read. */
export interface NodeFactsSource {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly socket?:
    | {
        readonly remoteAddress?: string | undefined
        readonly encrypted?: boolean
        readonly destroyed?: boolean
      }
    | undefined
}

/** Facts by `node:http` alone; `known` wins over what it says. */
export function nodeFacts(
  request: NodeFactsSource,
  response: NodeAnswerSource,
  known: () => RequestSource = () => ({}),
): ExchangeFacts {
  return {
    request: () => describeRequest({ ...plain(request), ...known() }),
    user: (attrs) => describeUser(request, attrs),
    answer: nodeAnswer(response),
  }
}

function plain({ method, url, headers, socket }: NodeFactsSource): RequestSource {
  return {
    method,
    url,
    headers,
    protocol: socket?.encrypted === true ? 'https' : 'http',
    address: socket?.remoteAddress,
  }
}
