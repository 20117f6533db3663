import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** After the usual report: why tests were skipped, and as the last line `N passed, N failed, N skipped`. */
export class Totals implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 }
    const reasons = new Map<string, number>()
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed' || result.state === 'failed') counts[result.state]++
        else {
          counts.skipped++
          const note = result.state === 'skipped' ? result.note : undefined
          const reason = `${module.relativeModuleId}: ${note ?? 'no reason given'}`
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        }
      }
      // a file that cannot be loaded has failed without a test
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed++
    }
    for (const [reason, count] of reasons) console.log(`skipped ${count}: ${reason}`)
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }
}
