/**
 * `client.captureExceptions` in all its forms: around a function, limited to some classes, and as a
 * decorator of either kind.
 */

import { isInstanceOf, isList } from '../values/kinds.ts'
import { wrapFunction, type AnyFunction, type OnThrown } from './wrap.ts'

/** A class of errors, or of anything else that may be thrown. */
export type ErrorClass = abstract new (...args: never[]) => unknown

/** Reports an error with options given beforehand. */
export type Report<O> = (error: unknown, options: O | undefined) => void

/** What wraps functions, and methods as a decorator of either kind. */
export interface ExceptionsDecorator {
  /** Around a function; also a decorator as the standard has it. */
  <F extends AnyFunction>(fn: F, context?: DecoratorContext): F
  /** A decorator as `experimentalDecorators` has it. */
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): PropertyDescriptor
}

/** All forms of `captureExceptions`. */
export interface CaptureExceptions<O> extends ExceptionsDecorator {
  <F extends AnyFunction>(fn: F, options?: O): F
  /** Only for errors of these classes. */
  (classes: readonly ErrorClass[], options?: O): ExceptionsDecorator
}

/** Makes `captureExceptions` for one client. */
export function createCaptureExceptions<O extends object>(report: Report<O>): CaptureExceptions<O> {
  const capture = (first: unknown, second?: unknown, third?: unknown): unknown => {
    if (isList(first)) return decorator(limited(first, reporting(report, asOptions<O>(second))))
    const options = isDecoration(second, third) ? undefined : asOptions<O>(second)
    return decorator(reporting(report, options))(first, second, third)
  }
  return capture as CaptureExceptions<O>
}

function reporting<O>(report: Report<O>, options: O | undefined): OnThrown {
  return (error) => report(error, options)
}

function limited(classes: readonly unknown[], onThrown: OnThrown): OnThrown {
  const wanted = classes.filter((one) => typeof one === 'function')
  return (error) => {
    if (wanted.some((one) => isInstanceOf(error, one as ErrorClass))) onThrown(error)
  }
}

function decorator(
  onThrown: OnThrown,
): (first: unknown, second?: unknown, third?: unknown) => unknown {
  return (first, _second, third) => {
    if (isDescriptor(third)) return { ...third, value: wrapIfFunction(third.value, onThrown) }
    return wrapIfFunction(first, onThrown)
  }
}

function wrapIfFunction(value: unknown, onThrown: OnThrown): unknown {
  return typeof value === 'function' ? wrapFunction(value as AnyFunction, onThrown) : value
}

/** The second argument of a decorator: a context object, or the name of the method. */
function isDecoration(second: unknown, third: unknown): boolean {
  if (typeof second === 'string' || typeof second === 'symbol' || isDescriptor(third)) return true
  return (
    typeof second === 'object' && second !== null && 'kind' in second && 'addInitializer' in second
  )
}

function isDescriptor(value: unknown): value is PropertyDescriptor & { value: unknown } {
  return typeof value === 'object' && value !== null && 'value' in value && 'configurable' in value
}

function asOptions<O extends object>(value: unknown): O | undefined {
  return typeof value === 'object' && value !== null ? (value as O) : undefined
}
