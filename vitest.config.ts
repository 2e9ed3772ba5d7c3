import { configDefaults, defineConfig } from 'vitest/config'
import { join } from 'node:path'
import { ROOT, isCi, isInstalled, realFolders } from './tools/real-parts.mjs'
import { sourceTextVite } from './tools/source-text.mjs'

/** Tests against packages by others run where those are installed; in CI they must be. */
const missing = isCi() ? [] : realFolders().filter((folder) => !isInstalled(join(ROOT, folder)))
for (const folder of missing) console.warn(`skipped, not installed: ${folder} (npm run setup)`)

const VITEST_RESULTS = join(ROOT, '.cache', 'results', 'vitest.json')

/** `raven-ts` and `raven-inbox` mean their sources here, not what was built from them. */
const conditions = ['raven-source', 'module', 'node', 'development|production']

export default defineConfig({
  plugins: [sourceTextVite()],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['packages/*/test/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      '**/.cache/**',
      ...missing.map((folder) => `${folder}/**`),
    ],
    // What `.ci/run` adds up; see tools/tally.mjs.
    reporters: isCi() ? ['default', ['json', { outputFile: VITEST_RESULTS }]] : ['default'],
    globalSetup: ['test/global-setup.ts'],
    typecheck: { enabled: false },
    // Generous limits for a machine that is busy; nothing is measured by them.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
  },
})
