import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvalidGitRepository, fetchGitSha } from 'raven-ts/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const WHO = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
}

let folder: string
let repository: string

function git(...args: readonly string[]): string {
  const env = {
    ...process.env,
    ...WHO,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
  }
  return execFileSync('git', ['-C', repository, ...args], { env, encoding: 'utf8' }).trim()
}

function commit(name: string): string {
  writeFileSync(join(repository, name), name)
  git('add', name)
  git('commit', '-q', '-m', name)
  return git('rev-parse', 'HEAD')
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raven-git-'))
  repository = join(folder, 'repository')
  execFileSync('git', ['init', '-q', '-b', 'trunk', repository])
  commit('first')
  git('tag', '-a', 'v1', '-m', 'one')
  git('branch', 'topic/one')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the commit of a checkout', () => {
  test('is what is checked out, a branch, or a tag', () => {
    const first = git('rev-parse', 'HEAD')
    const second = commit('second')
    expect(fetchGitSha(repository)).toBe(second)
    expect(fetchGitSha(repository, 'trunk')).toBe(second)
    expect(fetchGitSha(repository, 'topic/one')).toBe(first)
    expect(fetchGitSha(repository, 'refs/heads/topic/one')).toBe(first)
  })

  test('is found in packed refs too, an annotated tag at its commit', () => {
    const first = git('rev-parse', 'v1^{commit}')
    git('pack-refs', '--all')
    expect(fetchGitSha(repository)).toBe(git('rev-parse', 'HEAD'))
    expect(fetchGitSha(repository, 'topic/one')).toBe(first)
    expect(fetchGitSha(repository, 'v1')).toBe(first)
  })

  test('is that of a worktree, whose .git is a file', () => {
    const tree = join(folder, 'tree')
    git('worktree', 'add', '-q', '--detach', tree, 'topic/one')
    expect(fetchGitSha(tree)).toBe(git('rev-parse', 'topic/one'))
    expect(fetchGitSha(tree, 'trunk')).toBe(git('rev-parse', 'trunk'))
  })
})

test.each([
  ['a folder without .git', () => folder, undefined],
  ['a branch that is not there', () => repository, 'nowhere'],
  ['a path out of the repository', () => repository, '../../../etc/passwd'],
])('%s is an InvalidGitRepository', (_what, dir, head) => {
  expect(() => fetchGitSha(dir(), head)).toThrow(InvalidGitRepository)
  expect(() => fetchGitSha(dir(), head)).toThrow(
    expect.objectContaining({ code: 'invalid_git_repository' }),
  )
})
