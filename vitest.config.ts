import { defineConfig } from 'vitest/config'
import { Totals } from './scripts/test-reporter.ts'

export default defineConfig({
  test: {
    include: ['src', 'scripts', 'evidence', 'test', 'examples'].map(folder => `${folder}/**/*.test.ts`),
    reporters: ['default', new Totals()],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
