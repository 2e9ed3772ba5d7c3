import fc from 'fast-check'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FileSpool, type FileSpoolOptions } from '../../src/delivery/file-spool.ts'
import { findOrphans } from '../../src/delivery/orphans.ts'
import { formatOwner, parseOwner, thisOwner, type Owner } from '../../src/delivery/owner.ts'
import { spoolFolder, type SpoolFolder } from '../../src/delivery/spool-folder.ts'
import type { Eviction, Spool } from '../../src/delivery/spool.ts'
import { idOf, spoolContract, textsOf } from '../contracts/spool-contract.ts'
import { TestClock } from '../support/clock.ts'
import { bundle, start } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** A process that is gone: this one's number with another start. */
const DEAD: Owner = { ...thisOwner(), start: '1' }

/** Spools of one DSN in a folder of their own. */
class Place {
  readonly base = join(scratchFolder(), 'spool')
  readonly clock = new TestClock()
  readonly said: string[] = []
  readonly evicted: Eviction[] = []
  #number = 0

  get folder(): SpoolFolder {
    return { base: this.base, dsn: join(this.base, 'dsn') }
  }

  open({ now, later }: TestClock = this.clock, others: Partial<FileSpoolOptions> = {}): FileSpool {
    const number = ++this.#number
    let ids = 0
    return new FileSpool({
      folder: () => this.folder,
      now,
      randomId: () => `${number}x${++ids}`.padStart(12, '0'),
      later,
      onUnusable: (why) => void this.said.push(why),
      onEvicted: (eviction) => void this.evicted.push(eviction),
      ...others,
    })
  }

  /** All files of the spool's process now belong to one that is gone. */
  end(spool: Spool): void {
    void spool
    const living = formatOwner(thisOwner())
    for (const name of this.files())
      renameSync(this.path(name), this.path(name.replace(living, formatOwner(DEAD))))
  }

  files(): string[] {
    return existsSync(this.folder.dsn) ? readdirSync(this.folder.dsn).toSorted() : []
  }

  path(name: string): string {
    return join(this.folder.dsn, name)
  }

  /** A file that somebody left, with one event in it. */
  plant(owner: Owner, number: number, kind: 'seg' | 'left' = 'seg'): string {
    const spool = this.open(new TestClock())
    spool.append(idOf(number), number, bytes(`${number}`))
    const written = this.files().find((name) => name.startsWith(formatOwner(thisOwner())))
    const name = `${formatOwner(owner)}.planted${number}.${kind}`
    renameSync(this.path(written ?? ''), this.path(name))
    return name
  }
}

spoolContract('FileSpool', () => new Place())

describe('files', () => {
  test('do not exist before the first event, and are private', () => {
    const place = new Place()
    const spool = place.open()
    spool.adopt()
    expect(existsSync(place.base)).toBe(false)
    spool.append(idOf(1), 1, bytes('1'))?.ack()
    expect([place.base, place.folder.dsn].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o700, 0o700,
    ])
    expect(place.files().map((name) => statSync(place.path(name)).mode & 0o777)).toEqual([
      0o600, 0o600,
    ])
  })

  test('are gone when all events have ended and it is tidied or closed', () => {
    const place = new Place()
    const spool = place.open()
    spool.append(idOf(1), 1, bytes('1'))?.ack()
    spool.tidy()
    expect(place.files()).toEqual([])
    spool.intent(idOf(2), 2)
    spool.discard(idOf(2))
    spool.close()
    expect(place.files()).toEqual([])
  })

  test('stay while a capture has not come to its end', () => {
    const place = new Place()
    const spool = place.open()
    spool.intent(idOf(1), 1)
    spool.tidy()
    expect(place.files()).toHaveLength(1)
  })

  test('of a dead process go when the last of its events has ended', () => {
    const place = new Place()
    place.plant(DEAD, 1)
    const found = place.open().adopt()
    expect(place.files()).toHaveLength(1)
    for (const event of found.events) event.ack()
    expect(place.files()).toEqual([])
  })

  test('that grew large are emptied when nothing in them is needed', () => {
    const place = new Place()
    const spool = place.open()
    const large = new Uint8Array(700_000)
    const events = [1, 2].map((number) => spool.append(idOf(number), number, large))
    for (const event of events) event?.ack()
    expect(place.files().map((name) => statSync(place.path(name)).size)).toEqual([0, 0])
    place.end(spool)
    expect(place.open().adopt()).toMatchObject({ events: [], interrupted: [], damaged: 0 })
  })

  test('hold neither the key nor the host of the DSN in their names', () => {
    const { base, dsn } = spoolFolder('http://public:secret@host/1', () => '/state')
    expect(dsn).toMatch(/^\/state\/[0-9a-f]{64}$/)
    expect(base).toBe('/state')
  })

  test('are looked for without being named where there is no spool yet, which every start would pay for', () => {
    const asked: string[] = []
    const folder = {
      base: join(scratchFolder(), 'none'),
      get dsn() {
        asked.push('name')
        return join(this.base, 'dsn')
      },
    }
    const whoIsThis = () => {
      asked.push('owner')
      return thisOwner()
    }
    expect(findOrphans(folder, whoIsThis, 0)).toEqual({ files: [] })
    expect(asked).toEqual([])
    mkdirSync(folder.dsn, { recursive: true, mode: 0o700 })
    expect(findOrphans(folder, whoIsThis, 0)).toEqual({ files: [] })
    expect(asked).not.toContain('owner')
    writeFileSync(join(folder.dsn, 'x.y.1.z.seg'), '')
    expect(findOrphans(folder, whoIsThis, 0)).toMatchObject({ files: [] })
    expect(asked).toContain('owner')
  })

  test('lie where the environment says', () => {
    const env = (values: Record<string, string>) => (name: string) => values[name]
    const base = (values: Record<string, string>) => spoolFolder('x', env(values)).base
    expect(base({ RAVEN_SPOOL_DIR: '/a', XDG_STATE_HOME: '/b' })).toBe('/a')
    expect(base({ XDG_STATE_HOME: '/b' })).toBe('/b/raven')
    expect(base({})).toMatch(/raven-\d+$/)
  })
})

describe('a folder that cannot be trusted', () => {
  const spoil: Record<string, (place: Place) => void> = {
    'a symbolic link': ({ base }) => symlinkSync(scratchFolder(), base),
    'a symbolic link inside': ({ base, folder }) => {
      mkdirSync(base, { mode: 0o700 })
      symlinkSync(scratchFolder(), folder.dsn)
    },
    'open to others': ({ base }) => {
      mkdirSync(base)
      chmodSync(base, 0o755)
    },
    'open to others inside': ({ folder }) => {
      mkdirSync(folder.dsn, { recursive: true, mode: 0o700 })
      chmodSync(folder.dsn, 0o701)
    },
    'a file': ({ base }) => writeFileSync(base, ''),
  }

  test.each(Object.keys(spoil))('%s: nothing is kept, and it is said once', (kind) => {
    const place = new Place()
    spoil[kind]?.(place)
    const spool = place.open()
    spool.intent(idOf(1), 1)
    expect(spool.append(idOf(1), 1, bytes('1'))).toBeUndefined()
    expect(spool.append(idOf(2), 2, bytes('2'))).toBeUndefined()
    spool.discard(idOf(1))
    spool.tidy()
    spool.close()
    expect(place.said).toHaveLength(1)
    expect(place.said[0]).toContain(place.base)
  })

  test('is not read either, even where its inner folder is private', () => {
    const place = new Place()
    place.plant(DEAD, 1)
    chmodSync(place.base, 0o755)
    expect(place.open().adopt().events).toEqual([])
    expect(place.said).toEqual([])
  })
})

describe('a disk that fails', () => {
  test('by losing the folder: what comes next makes a new one, and nothing is said', () => {
    const place = new Place()
    const spool = place.open()
    const first = spool.append(idOf(1), 1, bytes('1'))
    const second = spool.append(idOf(2), 2, bytes('2'))
    rmSync(place.base, { recursive: true })
    first?.ack()
    spool.append(idOf(3), 3, bytes('3'))
    expect([String(second?.read()), place.files().length, place.said]).toEqual(['2', 1, []])
    second?.ack()
    spool.close()
    expect(textsOf(place.open().adopt())).toEqual(['3'])
  })

  test('comes back: memory only for ten seconds, then the disk is tried again', () => {
    const place = new Place()
    mkdirSync(place.base, { mode: 0o755 })
    chmodSync(place.base, 0o755)
    const spool = place.open()
    const isKept = (number: number) => spool.append(idOf(number), number, bytes('x')) !== undefined
    const before = [isKept(1), isKept(2)]
    chmodSync(place.base, 0o700)
    const tooEarly = isKept(3)
    place.clock.advance(10_000)
    expect([before, tooEarly, isKept(4), place.said.length]).toEqual([
      [false, false],
      false,
      true,
      1,
    ])
  })

  test('by a full device: memory only from then on, said once, and what came before is kept', async () => {
    const file = await bundle(`
      import { FileSpool } from '../src/delivery/file-spool.ts'
      const [base, dsn] = process.argv.slice(2)
      const spool = new FileSpool({
        folder: () => ({ base, dsn }), now: () => 1, randomId: () => 'random',
        later: () => () => {}, onUnusable: (why) => console.log(why), onEvicted: () => {},
      })
      process.on('SIGXFSZ', () => {})
      const results = [1, 2, 3].map((number) =>
        spool.append(String(number).padStart(32, '0'), number, Buffer.alloc(30_000, 'x')))
      console.log(JSON.stringify(results.map(Boolean)))`)
    const place = new Place()
    // 100 blocks of 512 bytes: room for one event, not for two.
    const limited = 'ulimit -f 100; exec "$0" "$@"'
    const said = execFileSync(
      'sh',
      ['-c', limited, process.execPath, file, place.base, place.folder.dsn],
      { encoding: 'utf8' },
    )
    const [why, results, ...more] = said.trim().split('\n')
    expect(why).toMatch(/EFBIG|only part/)
    expect(results).toBe('[true,false,false]')
    expect(more).toEqual([])
    expect(textsOf(place.open().adopt()).map((text) => text?.length)).toEqual([30_000])
  })

  test('by a damaged record: its loss is found when it is read', () => {
    const place = new Place()
    const name = place.plant(DEAD, 1)
    const file = readFileSync(place.path(name))
    file[file.length - 1] = 0
    writeFileSync(place.path(name), file)
    const found = place.open().adopt()
    expect(found.events.map(({ id }) => id)).toEqual([idOf(1)])
    expect(textsOf(found)).toEqual([undefined])
  })

  test('by a damaged later record: the earlier one of that id is used', () => {
    const place = new Place()
    const spool = place.open()
    spool.append(idOf(1), 1, bytes('skeleton'))
    spool.append(idOf(1), 1, bytes('whole'))
    place.end(spool)
    const name = place.files()[0] ?? ''
    const file = readFileSync(place.path(name))
    file[file.length - 1] = 0
    writeFileSync(place.path(name), file)
    expect(textsOf(place.open().adopt())).toEqual(['skeleton'])
  })

  test('by a file that vanishes after it was taken over: its events alone are lost', () => {
    const place = new Place()
    place.plant(DEAD, 1)
    const spool = place.open()
    const found = spool.adopt()
    for (const name of place.files()) rmSync(place.path(name))
    expect(textsOf(found)).toEqual([undefined])
    found.events[0]?.ack()
    expect(spool.append(idOf(2), 2, bytes('2'))).toBeDefined()
    expect(place.said).toEqual([])
  })

  test('an event larger than a spool takes stays in memory without spoiling the rest', () => {
    const place = new Place()
    const spool = place.open()
    expect(spool.append(idOf(1), 1, new Uint8Array(5 * 1024 * 1024))).toBeUndefined()
    place.end(spool)
    expect(place.open().adopt().events).toEqual([])
  })
})

describe('taking over', () => {
  test('leaves strangers alone: folders, other files, names that only look like ours', () => {
    const place = new Place()
    place.plant(DEAD, 1)
    for (const name of ['note.txt', 'a.seg', 'x.y.z.1.r.seg', '.seg', 'b.c.99999999999.1.r.seg'])
      writeFileSync(place.path(name), 'RVE1')
    mkdirSync(place.path(`${formatOwner(DEAD)}.folder.seg`))
    expect(textsOf(place.open().adopt())).toEqual(['1'])
    expect(place.files()).toEqual(expect.arrayContaining(['note.txt', 'a.seg', '.seg']))
    expect(place.said).toEqual([])
  })

  test('begins with the file that is oldest', () => {
    const place = new Place()
    for (const [number, age] of [
      [1, 50],
      [2, 90],
      [3, 70],
    ] as const) {
      const path = place.path(place.plant(DEAD, number))
      const at = Date.now() / 1000 - age
      utimesSync(path, at, at)
    }
    expect(textsOf(place.open().adopt())).toEqual(['2', '3', '1'])
  })

  test('holds no file open, however many were left', () => {
    const place = new Place()
    for (let number = 0; number < 40; number++) place.plant(DEAD, number, 'left')
    const before = readdirSync('/proc/self/fd').length
    const spool = place.open()
    expect(spool.adopt().events).toHaveLength(40)
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before)
  })

  test('takes many files in several looks', () => {
    const place = new Place()
    for (let number = 0; number < 260; number++) place.plant(DEAD, number, 'left')
    const spool = place.open()
    const first = spool.adopt()
    const second = spool.adopt()
    expect([first.events.length, first.againMs, second.events.length, second.againMs]).toEqual([
      256,
      0,
      4,
      undefined,
    ])
  })

  test('has one winner for each file, however many processes want it', async () => {
    const file = await bundle(`
      import { FileSpool } from '../src/delivery/file-spool.ts'
      const [base, dsn, name] = process.argv.slice(2)
      const spool = new FileSpool({
        folder: () => ({ base, dsn }), now: Date.now, later: () => () => {},
        randomId: () => name + String(Math.random()).slice(2, 10), onUnusable: console.error, onEvicted: console.error,
      })
      console.log('ready')
      process.stdin.once('data', () => {
        console.log(spool.adopt().events.map(({ id, read }) => [id, String(read())].join()).join(' '))
        process.stdin.once('data', () => process.exit()) // whoever ends leaves what it took to the others
      })`)
    const place = new Place()
    const numbers = Array.from({ length: 150 }, (_, number) => number)
    for (const number of numbers) place.plant(DEAD, number, number % 2 ? 'seg' : 'left')
    const racers = ['aaaa', 'bbbb', 'cccc'].map((name) =>
      start(file, [place.base, place.folder.dsn, name]),
    )
    await Promise.all(racers.map(({ child }) => once(child.stdout, 'data')))
    for (const { child } of racers) child.stdin.write('go')
    await Promise.all(racers.map(({ child }) => once(child.stdout, 'data')))
    for (const { child } of racers) child.stdin.write('end')
    const ends = await Promise.all(racers.map(({ ended }) => ended))
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(racers.map(() => [0, '']))
    const taken = ends.flatMap(({ stdout }) =>
      stdout.split(/\s+/).filter((word) => word.includes(',')),
    )
    expect(taken.toSorted()).toEqual(
      numbers.map((number) => `${idOf(number)},${number}`).toSorted(),
    )
  })

  test('a heartbeat keeps those away who cannot see this process, from what was taken over too', () => {
    const place = new Place()
    const spool = place.open()
    spool.append(idOf(1), 1, bytes('1'))
    place.plant(DEAD, 2)
    spool.adopt()
    place.clock.advance(45_000)
    const ages = place.files().map((name) => place.clock.now() - statSync(place.path(name)).mtimeMs)
    expect(ages).toHaveLength(2)
    expect(Math.max(...ages)).toBeLessThanOrEqual(20_000)
    spool.close()
    expect(place.clock.pending).toBe(0)
  })
})

describe('owners', () => {
  const self = thisOwner()

  test.each<[string, Owner, boolean]>([
    ['this process', self, false],
    ['this number with another start', DEAD, true],
    ['a number that nobody has', { ...self, pid: 2 ** 22 + 1 }, true],
    [
      'the first process of the system, with another start',
      { ...self, pid: 1, start: '999' },
      true,
    ],
  ])('%s', (_, owner, isTaken) => {
    const place = new Place()
    place.plant(owner, 1)
    expect(place.open().adopt().events).toHaveLength(isTaken ? 1 : 0)
  })

  test.each([
    ['boot', { ...self, boot: 'other' }],
    ['namespace', { ...self, namespace: '4026531000' }],
  ])(
    'of another %s count as gone after a minute of silence, and are looked for again',
    (_, owner) => {
      const place = new Place()
      const path = place.path(place.plant(owner, 1))
      const spool = place.open()
      const age = (ms: number) => {
        const at = (place.clock.now() - ms) / 1000
        utimesSync(path, at, at)
      }
      age(59_000)
      const tooEarly = spool.adopt()
      expect([tooEarly.events.length, tooEarly.againMs]).toEqual([0, 60_000])
      age(61_000)
      expect(spool.adopt().events).toHaveLength(1)
    },
  )

  test('are read back from names as they were written', () => {
    expect(parseOwner(`${formatOwner(self)}.random.seg`)).toEqual(self)
  })

  test.each(['', '.', 'a.b.c.d', '...1', 'a.b.-1.d', 'a.b.1e3.d', 'a.b.12345678901.d'])(
    '%j names nobody',
    (name) => {
      expect(parseOwner(name)).toBeUndefined()
    },
  )
})

describe('a folder that grows', () => {
  const LIMITS = { maxBytes: 10_000, segmentBytes: 1_000 }
  const text = (number: number) => bytes(`${number}`.padEnd(300, '.'))

  test('is bounded: the oldest events go, and it is told which', () => {
    const place = new Place()
    const spool = place.open(place.clock, LIMITS)
    for (let number = 0; number < 100; number++) spool.append(idOf(number), number, text(number))
    const size = place.files().reduce((sum, name) => sum + statSync(place.path(name)).size, 0)
    expect(size).toBeLessThanOrEqual(10_000)
    const gone = place.evicted.flatMap(({ ids }) => ids)
    expect(gone).toEqual(Array.from({ length: gone.length }, (_, number) => idOf(number)))
    expect(place.evicted.every(({ ids, isKnown }) => isKnown || ids.length === 0)).toBe(true)
    place.end(spool)
    const kept = place
      .open()
      .adopt()
      .events.map(({ time }) => time)
    expect(kept.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 - gone.length }, (_, n) => gone.length + n),
    )
  })

  test('by what dead processes left: that goes first, and is told as unknown', () => {
    const place = new Place()
    for (let number = 0; number < 12; number++) {
      const dead = place.open(new TestClock())
      dead.append(idOf(number), number, bytes('x'.repeat(900)))
      dead.close()
    }
    const spool = place.open(place.clock, LIMITS)
    expect(spool.append(idOf(99), 99, bytes('new'))).toBeDefined()
    const gone = place.evicted.flatMap(({ ids, isKnown }) => (isKnown ? [] : ids))
    expect(gone.length).toBeGreaterThan(1)
    expect(gone).toEqual(gone.map((_, number) => idOf(number)))
    const { events } = spool.adopt()
    expect(events.length + gone.length).toBe(12)
    expect(events.map((event) => event.read()?.byteLength)).toEqual(events.map(() => 900))
  })

  test('by what the living write: nothing of theirs goes, and new events stay in memory', () => {
    const place = new Place()
    const other = place.open(place.clock, { segmentBytes: 100_000 })
    for (let number = 0; number < 40; number++) other.append(idOf(number), number, text(number))
    const spool = place.open(place.clock, LIMITS)
    expect(spool.append(idOf(99), 99, bytes('new'))).toBeUndefined()
    expect([place.said.length, place.evicted.flatMap(({ ids }) => ids)]).toEqual([1, []])
  })

  test('takes captures along that are not finished', () => {
    const place = new Place()
    const spool = place.open(place.clock, LIMITS)
    spool.intent(idOf(1000), 5)
    spool.intent(idOf(1001), 6)
    for (let number = 0; number < 8; number++) spool.append(idOf(number), number, text(number))
    spool.append(idOf(1000), 5, bytes('finished late'))
    place.end(spool)
    const found = place.open().adopt()
    expect(found.interrupted).toEqual([idOf(1001)])
    expect(found.events.map(({ id }) => id).toSorted()).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 1000].map(idOf),
    )
  })

  test('keeps of full files what is open, and deletes those that are settled', () => {
    const place = new Place()
    const spool = place.open(place.clock, LIMITS)
    const events = Array.from({ length: 10 }, (_, n) => spool.append(idOf(n), n, text(n)))
    expect(events.map((event) => event?.read()?.byteLength)).toEqual(events.map(() => 300))
    for (const event of events) event?.ack()
    expect(place.files().filter((name) => name.endsWith('.seg'))).toHaveLength(1)
    spool.close()
    expect(place.files()).toEqual([])
  })
})

describe('a process that was silent for long', () => {
  test('and whose file was taken: what it writes then is not lost in a file nobody reads', () => {
    const place = new Place()
    const silent = { now: place.clock.now, later: () => () => {} }
    const spool = place.open(Object.assign(new TestClock(), silent))
    const first = spool.append(idOf(1), 1, bytes('1'))
    place.clock.advance(120_000)
    for (const name of place.files()) {
      const at = (place.clock.now() - 61_000) / 1000
      utimesSync(place.path(name), at, at)
    }
    const other = place.open()
    expect(textsOf(other.adopt())).toEqual(['1'])
    expect(spool.append(idOf(2), 2, bytes('2'))).toBeDefined()
    expect(String(first?.read())).toBe('1')
    first?.ack()
    other.close()
    place.end(spool)
    expect(new Set(textsOf(place.open().adopt()))).toEqual(new Set(['1', '2']))
  })

  test('of a thread that ended: its events are taken by another client of the same process', () => {
    const place = new Place()
    place.open(new TestClock()).append(idOf(1), 1, bytes('1'))
    const other = place.open()
    const tooEarly = other.adopt()
    expect([tooEarly.events, tooEarly.againMs]).toEqual([[], 60_000])
    for (const name of place.files()) {
      const at = (place.clock.now() - 61_000) / 1000
      utimesSync(place.path(name), at, at)
    }
    expect(textsOf(other.adopt())).toEqual(['1'])
  })
})

describe('damage anywhere', () => {
  const COUNT = 6
  const textOf = (number: number) => `{"n":${number}}${'RV'.repeat(number)}`

  /** As random as ids are: damage makes none of them another one. */
  const scatteredId = (number: number) =>
    createHash('sha256').update(`${number}`).digest('hex').slice(0, 32)

  /** A dead process's file, and what the next client finds after `spoil` changed its bytes. */
  function foundAfter(spoil: (file: Buffer) => Buffer, kind: '.seg' | '.ack' = '.seg') {
    const place = new Place()
    const dead = place.open(new TestClock())
    for (let number = 0; number < COUNT; number++) {
      dead.intent(scatteredId(number), number)
      const event = dead.append(scatteredId(number), number, bytes(textOf(number)))
      if (kind === '.ack' && number % 2) event?.ack()
    }
    place.end(dead)
    const path = place.path(place.files().find((name) => name.endsWith(kind)) ?? '')
    writeFileSync(path, spoil(readFileSync(path)))
    const { events, damaged, interrupted } = place.open().adopt()
    const read = events.filter((event) => String(event.read()) === textOf(event.time))
    return {
      whole: read.map(({ time }) => time),
      lost: events.length - read.length + damaged + interrupted.length,
      isNamed: interrupted.length === 0,
    }
  }

  const size = COUNT * 80 + Array.from({ length: COUNT }, (_, n) => textOf(n)).join('').length
  const place = fc.nat(size - 1)

  test('of a byte loses at most one event, and says so', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const { whole, lost, isNamed } = foundAfter((file) => {
          file[at] = (file[at] ?? 0) ^ change
          return file
        })
        expect([whole.length + lost, lost <= 1, isNamed]).toEqual([COUNT, true, true])
      }),
      { numRuns: 150 },
    )
  })

  test('by a byte that is missing loses at most one event, and says so', () => {
    fc.assert(
      fc.property(place, (at) => {
        const { whole, lost, isNamed } = foundAfter((file) =>
          Buffer.concat([file.subarray(0, at), file.subarray(at + 1)]),
        )
        expect([whole.length + lost, lost <= 1, isNamed]).toEqual([COUNT, true, true])
      }),
      { numRuns: 150 },
    )
  })

  test('by an end that is cut off loses what lay there', () => {
    fc.assert(
      fc.property(place, (end) => {
        const { whole, lost } = foundAfter((file) => file.subarray(0, end))
        expect(whole).toEqual(Array.from({ length: whole.length }, (_, number) => number))
        expect(lost).toBeLessThanOrEqual(1)
      }),
      { numRuns: 100 },
    )
  })

  test('of what was acknowledged loses nothing', () => {
    fc.assert(
      fc.property(fc.nat((COUNT / 2) * 16 - 1), fc.boolean(), (at, isCut) => {
        const { whole, lost } = foundAfter((file) => {
          if (isCut) return Buffer.concat([file.subarray(0, at), file.subarray(at + 1)])
          file[at] = (file[at] ?? 0) ^ 0x80
          return file
        }, '.ack')
        expect(lost).toBe(0)
        expect(whole).toEqual(expect.arrayContaining([0, 2, 4]))
      }),
      { numRuns: 60 },
    )
  })
})

describe('what is kept until somebody agrees', () => {
  const DAY = 24 * 60 * 60 * 1000

  test('counts as captured when a client that sends takes it over, and from then on ages', () => {
    const place = new Place()
    const { clock } = place
    const careful = place.open(clock, { onlyKeeps: true })
    careful.append(idOf(1), clock.now(), bytes('one'))
    careful.close()
    clock.advance(30 * DAY)
    const agreed = clock.now()
    const first = place.open()
    expect(first.adopt().events.map(({ id, time }) => [id, time])).toEqual([[idOf(1), agreed]])
    clock.advance(DAY)
    first.close()
    expect(
      place
        .open()
        .adopt()
        .events.map(({ time }) => time),
    ).toEqual([agreed])
  })

  test('stays so through starts of clients that only keep, and through a death', () => {
    const place = new Place()
    const { clock } = place
    const careful = place.open(clock, { onlyKeeps: true })
    careful.append(idOf(1), clock.now(), bytes('one'))
    place.end(careful)
    clock.advance(2 * DAY)
    const again = place.open(clock, { onlyKeeps: true })
    again.append(idOf(2), clock.now(), bytes('two'))
    expect(textsOf(again.adopt())).toEqual(['one'])
    again.close()
    clock.advance(2 * DAY)
    const { events } = place.open().adopt()
    expect(events.map(({ time }) => time)).toEqual([clock.now(), clock.now()])
  })

  test('does not make young again what a client wanted to send', () => {
    const place = new Place()
    const { clock } = place
    const captured = clock.now()
    const usual = place.open()
    usual.append(idOf(1), captured, bytes('one'))
    usual.close()
    const careful = place.open(clock, { onlyKeeps: true })
    careful.adopt()
    careful.close()
    clock.advance(DAY)
    expect(
      place
        .open()
        .adopt()
        .events.map(({ time }) => time),
    ).toEqual([captured])
  })
})

describe('what was left for another DSN', () => {
  const DAY_MS = 24 * 60 * 60 * 1000
  const NAME = createHash('sha256').update('another DSN').digest('hex')

  /** A folder with one event that a client left there, so many days ago. */
  function leave(place: Place, days: number, options: Partial<FileSpoolOptions> = {}): string {
    const folder = { base: place.base, dsn: join(place.base, NAME) }
    const left = place.open(place.clock, { folder: () => folder, ...options })
    left.append(idOf(1), place.clock.now(), bytes('{}\n'))
    left.close()
    const at = (place.clock.now() - days * DAY_MS) / 1000
    for (const name of readdirSync(folder.dsn)) utimesSync(join(folder.dsn, name), at, at)
    return folder.dsn
  }

  function look(place: Place, options: Partial<FileSpoolOptions> = {}): number[] {
    const counts: number[] = []
    const onAbandoned = (count: number) => void counts.push(count)
    const spool = place.open(place.clock, { onAbandoned, ...options })
    for (let time = 0; time < 2; time++) spool.adopt()
    return counts
  }

  test('goes when nobody came back for it in 60 days, and how much it was is told', () => {
    const place = new Place()
    const folder = leave(place, 61)
    expect(look(place)).toEqual([1])
    expect(existsSync(folder)).toBe(false)
    expect(look(place)).toEqual([])
  })

  test.each<[string, number, Partial<FileSpoolOptions>, (folder: string) => void, LookAs]>([
    ['as long as it is younger', 59, {}, () => {}, {}],
    [
      'as long as something beside it is',
      61,
      {},
      (dsn) => writeFileSync(join(dsn, 'a.left'), ''),
      {},
    ],
    ['while people think about it', 61, { onlyKeeps: true }, () => {}, {}],
    ['in a folder that is open to others', 61, {}, (dsn) => chmodSync(dsn, 0o755), {}],
    ['where a client only keeps', 61, {}, () => {}, { onlyKeeps: true }],
    ['while its process lives', 61, {}, giveToParent, {}],
  ])('stays %s', (_, days, options, change, as) => {
    const place = new Place()
    const folder = leave(place, days, options)
    change(folder)
    const files = readdirSync(folder)
    expect(look(place, as)).toEqual([])
    expect(readdirSync(folder)).toEqual(files)
  })

  test('beyond a link, or under a name that is none of ours, is not looked at', () => {
    const place = new Place()
    const folder = leave(place, 61)
    const elsewhere = join(place.base, 'elsewhere')
    renameSync(folder, elsewhere)
    symlinkSync(elsewhere, folder)
    expect(look(place)).toEqual([])
    expect(readdirSync(elsewhere)).toHaveLength(1)
  })
})

type LookAs = Pick<FileSpoolOptions, 'onlyKeeps'>

/** Renames the file in the folder, as if the process that started this one still wrote it. */
function giveToParent(folder: string): void {
  const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  const owner = formatOwner({ ...thisOwner(), pid: process.ppid, start })
  for (const name of readdirSync(folder))
    renameSync(join(folder, name), join(folder, `${owner}.0.seg`))
}
