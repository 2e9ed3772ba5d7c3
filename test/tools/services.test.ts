/** The servers that tests start are there, apart from each other, and gone with the test. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWith } from '../describe-with.ts'
import { startPostgres } from '../services/postgres.ts'
import { startRedis } from '../services/redis.ts'

async function ask(url: string, request: string): Promise<string> {
  const socket = createConnection(Number(new URL(url).port), '127.0.0.1')
  socket.write(request)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return answer.toString()
}

describeWith('redis', () => {
  test('two of it know nothing of each other, and end', async () => {
    const [one, other] = await Promise.all([startRedis(), startRedis()])
    expect(await ask(one.url, 'SET tea green\r\n')).toBe('+OK\r\n')
    expect(await ask(one.url, 'GET tea\r\n')).toContain('green')
    expect(await ask(other.url, 'GET tea\r\n')).toBe('$-1\r\n')
    await Promise.all([one.stop(), other.stop()])
    await expect(ask(one.url, 'PING\r\n')).rejects.toThrow('ECONNREFUSED')
  })
})

describeWith('postgres', (path) => {
  test('a database answers, and leaves nothing behind', async () => {
    const { url, stop } = await startPostgres()
    const query = ['-X', '-A', '-t', '-c', 'select 6 * 7', url]
    const asked = spawnSync(join(dirname(path), 'psql'), query, { encoding: 'utf8' })
    expect(asked.stdout).toBe('42\n')
    await stop()
    expect(existsSync(new URL(`file://${url.split('host=')[1]}`))).toBe(false)
  })
})
