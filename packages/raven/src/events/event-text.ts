/**
 * The JSON of an event, joined from the JSON its frames and breadcrumbs already have.
 *
 * See `values/fragments.ts`: known pieces are found again by identity, all else is encoded anew.
 */

import type { Event, ExceptionValue, Stacktrace, Thread } from '../protocol/event.ts'

type TextOf = (piece: object) => string

/** `JSON.stringify(event)`, for less. */
export function eventText(event: Event, textOf: TextOf): string {
  const { exception, threads, breadcrumbs, ...rest } = event
  const text = new ObjectText(JSON.stringify(rest))
  const linkText = (link: ExceptionValue | Thread) => valueText(link, textOf)
  if (exception) text.add('exception', `{"values":${listText(exception.values.map(linkText))}}`)
  if (threads) text.add('threads', `{"values":${listText(threads.values.map(linkText))}}`)
  if (breadcrumbs) text.add('breadcrumbs', `{"values":${listText(breadcrumbs.values.map(textOf))}}`)
  return text.end()
}

function valueText(value: ExceptionValue | Thread, textOf: TextOf): string {
  const { stacktrace, ...rest } = value
  const text = new ObjectText(JSON.stringify(rest))
  if (stacktrace) text.add('stacktrace', stackText(stacktrace, textOf))
  return text.end()
}

function stackText({ frames, ...rest }: Stacktrace, textOf: TextOf): string {
  return new ObjectText(JSON.stringify(rest)).add('frames', listText(frames.map(textOf))).end()
}

function listText(texts: readonly string[]): string {
  return `[${texts.join(',')}]`
}

/** The text of an object to which members are added. */
class ObjectText {
  #text: string

  constructor(object: string) {
    this.#text = object.slice(0, -1)
  }

  add(key: string, value: string): this {
    this.#text += `${this.#text === '{' ? '' : ','}"${key}":${value}`
    return this
  }

  end(): string {
    return `${this.#text}}`
  }
}
