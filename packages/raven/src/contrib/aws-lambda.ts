/**
 * AWS Lambda: handlers that answer by a promise or a callback, and those that stream.
 *
 * ```js
 * const raven = ravenLambda()
 * export const handler = raven.wrap(async (event, context) => { … })
 * export const streamed = raven.wrap(awslambda.streamifyResponse(async (event, stream, context) => { … }))
 * ```
 */

import type { ContextInput } from 'raven-ts'
import { describeEvent, type LambdaEvent } from './aws-lambda/event.ts'
import {
  Invocations,
  type Call,
  type FunctionWrapper,
  type ServerlessOptions,
} from './serverless/invocations.ts'

export type { FunctionWrapper, ServerlessOptions }

/** The part of Lambda's context that is read. */
interface LambdaContext {
  readonly functionName?: string
  readonly functionVersion?: string
  readonly awsRequestId?: string
  readonly invokedFunctionArn?: string
  getRemainingTimeInMillis?(): number
}

/** Makes the wrapper. */
export function ravenLambda(options: ServerlessOptions = {}): FunctionWrapper {
  return new Invocations(options).wrapper(callOf)
}

/** A handler that streams is given the stream before the context. */
function callOf([event, second, third]: readonly unknown[]): Call {
  const isStreaming = 'write' in (Object(second) as object)
  const context = Object(isStreaming ? third : second) as LambdaContext
  return {
    mechanism: 'auto.function.aws_lambda',
    describe: () => describe(Object(event) as LambdaEvent, context),
    remainingMs: () => context.getRemainingTimeInMillis?.() ?? Infinity,
  }
}

function describe(event: LambdaEvent, context: LambdaContext): ContextInput {
  const { functionName, functionVersion, awsRequestId, invokedFunctionArn } = context
  return {
    ...describeEvent(event, functionName),
    contexts: {
      lambda: {
        function_name: functionName,
        version: functionVersion,
        request_id: awsRequestId,
        arn: invokedFunctionArn,
      },
    },
  }
}
