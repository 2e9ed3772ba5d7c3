import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { sourceTextEsbuild } from '../../tools/source-text.mjs'
import * as seenByVite from './fixtures/text/all.ts'

const folder = new URL('./fixtures/text/', import.meta.url)

/** The same imports, as a published bundle has them. */
async function seenByEsbuild(): Promise<typeof seenByVite> {
  const result = await build({
    entryPoints: [new URL('all.ts', folder).pathname],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [sourceTextEsbuild()],
  })
  const code = result.outputFiles[0]?.contents ?? new Uint8Array()
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)
}

test('?text is the file as it is, whatever its kind', async () => {
  expect(seenByVite.style).toBe(await readFile(new URL('a.css', folder), 'utf8'))
  expect(seenByVite.source).toBe(await readFile(new URL('twice.ts', folder), 'utf8'))
})

test('?source of a worker runs as a worker thread, with what it imports', async () => {
  const worker = new Worker(seenByVite.worker, { eval: true, workerData: 21 })
  expect(await once(worker, 'message')).toEqual([42])
})

test('?source of a *.client.ts runs as a script', () => {
  const window: { answer?: number } = {}
  runInNewContext(seenByVite.page, window)
  expect(window.answer).toBe(42)
})

test('the build and the tests see the same text', async () => {
  expect({ ...(await seenByEsbuild()) }).toEqual({ ...seenByVite })
})

test('no path of this machine is in the text', () => {
  expect(seenByVite.worker + seenByVite.page).not.toContain('fixtures')
})
