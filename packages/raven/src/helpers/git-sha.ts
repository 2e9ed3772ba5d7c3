/**
 * The commit a checkout is at, without running git.
 *
 * Understands plain and packed refs, tags, detached heads, and the `.git` file of worktrees and
 * submodules. `GIT_DIR` is honoured where the folder itself has no `.git`.
 */

import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'

import { InvalidGitRepository } from '../errors.ts'

/** The folders a repository is read from; they differ in a worktree. */
interface GitFolders {
  /** `HEAD` of this checkout. */
  readonly own: string
  /** Refs shared by all checkouts. */
  readonly common: string
}

/** References that point to references; git itself goes no deeper. */
const MAX_STEPS = 5
const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * The commit of a checkout, 40 (or 64) hex digits.
 *
 * @param dir the root of the checkout; default the present folder
 * @param head a branch or tag; default what is checked out
 * @throws {InvalidGitRepository} when `dir` is not a checkout, or has no such reference
 */
export function fetchGitSha(dir = '.', head = 'HEAD'): string {
  const folders = findFolders(resolve(dir))
  for (const name of namesOf(head)) {
    const sha = follow(folders, name)
    if (sha !== undefined) return sha
  }
  throw new InvalidGitRepository(`There is no reference "${head}" in ${folders.common}`)
}

function namesOf(head: string): readonly string[] {
  if (head === 'HEAD' || head.startsWith('refs/')) return [head]
  return [`refs/heads/${head}`, `refs/tags/${head}`, `refs/remotes/${head}`]
}

function findFolders(dir: string): GitFolders {
  const own =
    gitFolder(join(dir, '.git')) ?? (process.env.GIT_DIR && gitFolder(resolve(process.env.GIT_DIR)))
  if (!own)
    throw new InvalidGitRepository(`${dir} is not the root of a git checkout: it has no .git`)
  const common = readText(join(own, 'commondir'))
  return { own, common: common === undefined ? own : resolve(own, common) }
}

/** The folder itself, or the one a `.git` file names. */
function gitFolder(path: string): string | undefined {
  if (isFolder(path)) return path
  const target = /^gitdir: (.+)$/m.exec(readText(path) ?? '')?.[1]
  if (target === undefined) return undefined
  const folder = isAbsolute(target) ? target : resolve(path, '..', target)
  return isFolder(folder) ? folder : undefined
}

function follow(folders: GitFolders, name: string): string | undefined {
  let reference = name
  for (let step = 0; step < MAX_STEPS; step++) {
    const text = readReference(folders, reference)
    if (text === undefined || SHA.test(text)) return text
    if (!text.startsWith('ref: ')) return undefined
    reference = text.slice('ref: '.length).trim()
  }
  return undefined
}

function readReference({ own, common }: GitFolders, name: string): string | undefined {
  if (name.split('/').includes('..')) return undefined
  return readText(join(own, name)) ?? readText(join(common, name)) ?? packed(common, name)
}

/** For an annotated tag the line below it, `^sha`, is the commit. */
function packed(common: string, name: string): string | undefined {
  const lines = (readText(join(common, 'packed-refs')) ?? '').split('\n')
  const at = lines.findIndex((line) => line.endsWith(` ${name}`))
  if (at === -1) return undefined
  const peeled = lines[at + 1]
  return peeled?.startsWith('^') ? peeled.slice(1).trim() : lines[at]?.split(' ')[0]
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined // absent: the caller looks elsewhere, and says so in the end
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
