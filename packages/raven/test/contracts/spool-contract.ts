/** What delivery may expect of any spool. */

import { describe, expect, test } from 'vitest'
import type { Adoption, Spool } from '../../src/delivery/spool.ts'

/** Spools over the same place; `end` is what the death of the process behind one looks like from outside. */
export interface SpoolMaker {
  /** A spool of another process that lives. */
  open(): Spool
  /** The process behind the spool is gone, without a word. */
  end(spool: Spool): void
}

/** 32 hex digits made from a number. */
export function idOf(number: number): string {
  return number.toString(16).padStart(32, '0')
}

/** The texts of adopted events, in their order. */
export function textsOf({ events }: Adoption): (string | undefined)[] {
  return events.map((event) => {
    const bytes = event.read()
    return bytes && new TextDecoder().decode(bytes)
  })
}

const bytes = (text: string) => new TextEncoder().encode(text)

/** Runs the contract; `make` gives a fresh place for each test. */
export function spoolContract(name: string, make: () => SpoolMaker): void {
  describe(`${name} keeps the contract of spools`, () => {
    test('gives back what was appended, until it is acknowledged', () => {
      const spool = make().open()
      const event = spool.append(idOf(1), 17, bytes('{"a":"ä"}'))
      expect(event).toMatchObject({ id: idOf(1), time: 17 })
      expect(event?.read()).toEqual(Buffer.from('{"a":"ä"}'))
    })

    test('leaves to the next one what was not acknowledged', () => {
      const place = make()
      const dead = place.open()
      for (const number of [1, 2, 3]) dead.append(idOf(number), number, bytes(`${number}`))?.read()
      const two = dead.append(idOf(4), 4, bytes('4'))
      two?.ack()
      place.end(dead)
      const found = place.open().adopt()
      expect(textsOf(found)).toEqual(['1', '2', '3'])
      expect(found.events.map(({ id, time }) => [id, time])).toEqual(
        [1, 2, 3].map((n) => [idOf(n), n]),
      )
    })

    test.each([
      ['with an event beside them', true],
      ['alone', false],
    ])('finds captures without an event until somebody was told of them, %s', (_, withEvent) => {
      const place = make()
      const dead = place.open()
      if (withEvent) dead.append(idOf(9), 9, bytes('9'))
      for (const number of [1, 2]) dead.intent(idOf(number), number)
      place.end(dead)
      const [first, second, third] = [place.open(), place.open(), place.open()]
      const known = first.adopt()
      expect(known.interrupted).toEqual([1, 2].map(idOf))
      place.end(first)
      const again = second.adopt()
      expect(again.interrupted).toEqual([1, 2].map(idOf))
      again.told(new Set([idOf(1)]))
      place.end(second)
      const rest = third.adopt()
      expect(rest.interrupted).toEqual([idOf(2)])
      rest.told()
      place.end(third)
      expect(place.open().adopt()).toMatchObject({
        events: withEvent ? [{ id: idOf(9) }] : [],
        interrupted: [],
      })
    })

    test('gives what was left to one of those who ask', () => {
      const place = make()
      const dead = place.open()
      dead.append(idOf(1), 1, bytes('1'))
      place.end(dead)
      const [one, two] = [place.open(), place.open()]
      expect([...textsOf(one.adopt()), ...textsOf(two.adopt()), ...textsOf(one.adopt())]).toEqual([
        '1',
      ])
    })

    test('does not give away what belongs to the living', () => {
      const place = make()
      const living = place.open()
      living.append(idOf(1), 1, bytes('1'))
      expect(place.open().adopt().events).toEqual([])
    })

    test('gives nothing that was acknowledged after it was taken over', () => {
      const place = make()
      const dead = place.open()
      dead.append(idOf(1), 1, bytes('1'))
      dead.append(idOf(2), 2, bytes('2'))
      place.end(dead)
      const second = place.open()
      second.adopt().events[0]?.ack()
      place.end(second)
      expect(textsOf(place.open().adopt())).toEqual(['2'])
    })

    test('finds captures that were never finished, and not those that ended', () => {
      const place = make()
      const dead = place.open()
      dead.intent(idOf(1), 1)
      dead.intent(idOf(2), 2)
      dead.append(idOf(2), 2, bytes('2'))
      dead.intent(idOf(3), 3)
      dead.discard(idOf(3))
      place.end(dead)
      const second = place.open()
      const found = second.adopt()
      expect([found.interrupted, textsOf(found)]).toEqual([[idOf(1)], ['2']])
      found.told()
      place.end(second)
      const third = place.open().adopt()
      expect([third.interrupted, textsOf(third)]).toEqual([[], ['2']])
    })

    test('of two events with one id the later one counts', () => {
      const place = make()
      const dead = place.open()
      dead.append(idOf(1), 1, bytes('skeleton'))
      dead.append(idOf(1), 1, bytes('whole'))
      place.end(dead)
      expect(textsOf(place.open().adopt())).toEqual(['whole'])
    })

    test('leaves what was open when it is closed, and takes nothing any more', () => {
      const place = make()
      const closed = place.open()
      closed.append(idOf(1), 1, bytes('1'))
      closed.close()
      expect(closed.append(idOf(2), 2, bytes('2'))).toBeUndefined()
      expect(closed.adopt().events).toEqual([])
      expect(textsOf(place.open().adopt())).toEqual(['1'])
    })

    test('leaves what it had taken over when it is closed', () => {
      const place = make()
      const dead = place.open()
      for (const number of [1, 2]) dead.append(idOf(number), number, bytes(`${number}`))
      place.end(dead)
      const second = place.open()
      second.adopt().events[1]?.ack()
      second.close()
      expect(textsOf(place.open().adopt())).toEqual(['1'])
    })

    test('goes on after it was tidied', () => {
      const place = make()
      const spool = place.open()
      spool.append(idOf(1), 1, bytes('1'))?.ack()
      spool.tidy()
      spool.append(idOf(2), 2, bytes('2'))
      spool.tidy()
      place.end(spool)
      expect(textsOf(place.open().adopt())).toEqual(['2'])
    })
  })
}
