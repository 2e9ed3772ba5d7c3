/**
 * `client.captureExceptions` in all its forms: around a function, limited to some classes, and as a
 * decorator of either kind.
 */

import { itemsOf } from '../values/fields.ts'
import { isInstanceOf, isList } from '../values/kinds.ts'
import { wrapFunction, type AnyFunction, type OnThrown } from './wrap.ts'

/** A class of errors, or of anything else that may be thrown. */
export type ErrorClass = abstract new (...args: never[]) => unknown

/** Reports an error with options given beforehand. */
export type Report<O> = (error: unknown, options: O | undefined) => void

/** What the standard tells a decorator of a function; the part of it that matters. */
export interface FunctionContext {
  readonly kind: 'method' | 'getter' | 'setter'
}

/** What wraps functions, and methods as a decorator of either kind. */
export interface ExceptionsDecorator {
  /** Around a function; also a decorator as the standard has it. */
  <F extends AnyFunction>(fn: F, context?: FunctionContext): F
  /** Around an `accessor` of a class: both its reading and its writing. */
  <C, V>(
    target: ClassAccessorDecoratorTarget<C, V>,
    context: ClassAccessorDecoratorContext<C, V>,
  ): ClassAccessorDecoratorResult<C, V>
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
  const wanted = itemsOf(classes).filter((one) => typeof one === 'function')
  return (error) => {
    if (wanted.some((one) => isInstanceOf(error, one as ErrorClass))) onThrown(error)
  }
}

function decorator(
  onThrown: OnThrown,
): (first: unknown, second?: unknown, third?: unknown) => unknown {
  return (first, second, third) => {
    if (isDescriptor(third)) return wrapParts(third, onThrown)
    if (isKey(second)) return undefined // on a field, as `experimentalDecorators` has it
    if (isAccessor(first)) return wrapParts(first, onThrown)
    return typeof first === 'function' ? wrapFunction(first as AnyFunction, onThrown) : first
  }
}

/** A descriptor of a method or of an accessor, or what the standard has in its place. */
function wrapParts(parts: object, onThrown: OnThrown): object {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]: [string, unknown]) => [
      name,
      typeof part === 'function' ? wrapFunction(part as AnyFunction, onThrown) : part,
    ]),
  )
}

/** The second argument of a decorator: a context object, or the name of the method. */
function isDecoration(second: unknown, third: unknown): boolean {
  if (isKey(second) || isDescriptor(third)) return true
  return hasAll(second, 'kind', 'addInitializer')
}

function isKey(value: unknown): value is string | symbol {
  return typeof value === 'string' || typeof value === 'symbol'
}

function isDescriptor(value: unknown): value is PropertyDescriptor {
  return hasAll(value, 'configurable')
}

function isAccessor(value: unknown): value is object {
  return hasAll(value, 'get', 'set')
}

/** Proxies that refuse to be asked have none. */
function hasAll(value: unknown, ...keys: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false
  try {
    return keys.every((key) => key in value)
  } catch {
    return false
  }
}

function asOptions<O extends object>(value: unknown): O | undefined {
  return typeof value === 'object' && value !== null ? (value as O) : undefined
}
