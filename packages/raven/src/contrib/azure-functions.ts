/**
 * Azure Functions, programming model 4: every function of an app at once, or one.
 *
 * ```js
 * const raven = ravenAzure()
 * app.hook.preInvocation(raven.preInvocation)                  // all of them
 * app.http('orders', { handler: raven.wrap(async (request, context) => { … }) }) // or one
 * ```
 */

import type { ContextInput } from 'raven-ts'
import { attempt, describeRequest, describeUser } from 'raven-ts/contrib/web'
import {
  Invocations,
  type Call,
  type FunctionWrapper,
  type ServerlessOptions,
} from './serverless/invocations.ts'

export type { FunctionWrapper, ServerlessOptions }

/** What {@link ravenAzure} makes. */
export interface RavenAzure extends FunctionWrapper {
  /** For `app.hook.preInvocation`: wraps whatever is called. */
  readonly preInvocation: (hook: { functionHandler: (...args: never[]) => unknown }) => void
}

/** The parts of an `InvocationContext` that are read. */
interface AzureContext {
  readonly functionName?: string
  readonly invocationId?: string
  readonly retryContext?: unknown
  readonly triggerMetadata?: unknown
  readonly options?: { readonly trigger?: { readonly route?: string } }
}

/** Makes the wrapper. */
export function ravenAzure(options: ServerlessOptions = {}): RavenAzure {
  const wrapper = new Invocations(options).wrapper(callOf)
  return {
    ...wrapper,
    preInvocation: (hook) => {
      hook.functionHandler = wrapper.wrap(hook.functionHandler)
    },
  }
}

function callOf([trigger, context]: readonly unknown[]): Call {
  return {
    mechanism: 'auto.function.azure_functions',
    describe: () => describe(trigger, Object(context) as AzureContext),
  }
}

function describe(trigger: unknown, context: AzureContext): ContextInput {
  const { functionName, invocationId, retryContext, triggerMetadata, options } = context
  const contexts = {
    azure_function: { name: functionName, invocation_id: invocationId, retry: retryContext },
  }
  if (!isRequest(trigger))
    return { transaction: functionName, contexts, extra: { trigger, triggerMetadata } }
  const { method, headers } = trigger
  const route = options?.trigger?.route
  return {
    transaction: route === undefined ? functionName : `${method} /api/${route}`,
    contexts,
    request: describeRequest({
      method,
      url: withoutKey(trigger.url),
      headers: ownHeaders(headers),
    }),
    user: attempt(() => describeUser(trigger, [])),
  }
}

/** Its body is left to the function: it can be read but once. */
function isRequest(trigger: unknown): trigger is Request {
  const { headers, url } = Object(trigger) as { headers?: unknown; url?: unknown }
  return headers instanceof Headers && typeof url === 'string'
}

/** A function's key may come as `code`. */
function withoutKey(url: string): string {
  return url.replace(/([?&]code=)[^&#]*/, '$1[Filtered]')
}

/** Less what the platform adds of the signed-in user. */
function ownHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !name.startsWith('x-ms-client-')))
}
