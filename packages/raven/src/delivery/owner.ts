/**
 * Which process a spool file belongs to, and whether that process still lives.
 *
 * A number alone is not enough: numbers are used again, and containers count their own. So an owner
 * is the boot of the machine, the namespace of numbers, the number, and when the process started.
 */

import { readFileSync, readlinkSync } from 'node:fs'

/** One process, ever. */
export interface Owner {
  readonly boot: string
  readonly namespace: string
  readonly pid: number
  readonly start: string
}

/** For what the system does not tell. */
const UNKNOWN = 'x'
/** A foreign owner that was silent this long counts as gone. */
export const SILENT_MS = 60_000

/** This process. */
export function thisOwner(): Owner {
  return { ...machine(), pid: process.pid, start: startOf(process.pid) ?? UNKNOWN }
}

/** Whether both are one process; its threads may each have a client. */
export function isSame(one: Owner, other: Owner): boolean {
  return one.pid === other.pid && one.start === other.start
}

/** A text for file names; {@link parseOwner} reads it back. */
export function formatOwner({ boot, namespace, pid, start }: Owner): string {
  return `${boot}.${namespace}.${pid}.${start}`
}

/** The owner in a file name, or undefined when it is not one of ours. */
export function parseOwner(name: string): Owner | undefined {
  const [boot, namespace, pid, start] = name.split('.')
  if (!boot || !namespace || !start || !pid || !/^\d{1,10}$/.test(pid)) return undefined
  return { boot, namespace, pid: Number(pid), start }
}

/** Whether the owner may still write. `silentMs` is how long it has not. */
export function isAlive(owner: Owner, self: Owner, silentMs: number): boolean {
  if (owner.boot !== self.boot || owner.namespace !== self.namespace || isSame(owner, self))
    return silentMs < SILENT_MS
  return self.start === UNKNOWN ? exists(owner.pid) : startOf(owner.pid) === owner.start
}

function machine(): Pick<Owner, 'boot' | 'namespace'> {
  const boot = readText('/proc/sys/kernel/random/boot_id')
  return {
    boot: boot
      ? process
          .getBuiltinModule('node:crypto')
          .createHash('sha256')
          .update(boot)
          .digest('hex')
          .slice(0, 12)
      : UNKNOWN,
    namespace: /\d+/.exec(readLink('/proc/self/ns/pid'))?.[0] ?? UNKNOWN,
  }
}

/** Field 22 of the process's `stat`; the name in field 2 may hold blanks and parentheses. */
function startOf(pid: number): string | undefined {
  // a new namespace may still see the /proc of another one, where its numbers mean other processes
  if (readLink('/proc/self') !== String(process.pid)) return undefined
  const stat = readText(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // no such process, or a system without /proc
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return '' // a system without /proc
  }
}
