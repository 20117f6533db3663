import { existsSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { sha256 } from '../../../core/hash.ts'
import { hasSpider, heldOutDatabases, loadRecordings, loadSpider, spiderDatabase, trainSplit } from './spider.ts'

afterEach(() => void vi.unstubAllEnvs())

it('says what is absent', () => {
  vi.stubEnv('TRIVET_DATA', '/nonexistent')
  expect(hasSpider()).toBe(false)
  expect(() => loadSpider('dev')).toThrow(expect.objectContaining({ code: 'E_DATA_ABSENT' }))
  expect(() => spiderDatabase('concert_singer')).toThrow(expect.objectContaining({ code: 'E_DATA_ABSENT' }))
})

describe.skipIf(!hasSpider())('Spider (skipped without the data folder)', () => {
  it('loads all splits', () => {
    expect(loadSpider('dev')).toHaveLength(1034)
    expect(loadSpider('train')).toHaveLength(7000)
    expect(loadSpider('train-others')).toHaveLength(1659)
    expect(loadSpider('dev')[0]).toEqual({
      id: 'dev-0',
      db: 'concert_singer',
      question: 'How many singers do we have?',
      gold: 'SELECT count(*) FROM singer',
    })
  })

  it('finds every database that is not marked absent, and marks no other', () => {
    for (const split of ['dev', 'train', 'train-others'] as const)
      for (const item of loadSpider(split))
        if (item.skip === 'database-absent') expect(() => spiderDatabase(item.db)).toThrow()
        else expect(existsSync(spiderDatabase(item.db))).toBe(true)
    expect(loadSpider('train').filter(item => item.skip === 'gold-fails')).toHaveLength(3)
  })

  it('holds out the 20 train databases of least hash', () => {
    const { train, heldOut } = trainSplit()
    const names = [...new Set([...train, ...heldOut].map(item => item.db))]
    const least = names.map(name => [sha256(name), name] as const).sort()
    expect(heldOutDatabases).toEqual(least.slice(0, 20).map(([, name]) => name))
    expect(train.length + heldOut.length).toBe(6787)
    expect(heldOut).toHaveLength(1016)
  })

  it('loads recorded systems with their labels', () => {
    const systems = loadRecordings('systems')
    expect(systems).toHaveLength(9)
    const labels = systems.flatMap(({ labels }) => labels.filter(label => label !== undefined))
    expect(labels).toHaveLength(9 * 1034 - 34)
    for (const system of systems)
      system.labels.forEach((label, i) => void expect(label === undefined).toBe(system.predictions[i] === undefined))
    expect(systems.some(({ predictions }) => predictions.some(text => text?.includes('\tconcert_singer')))).toBe(false)
    expect(loadRecordings('small-systems')).toHaveLength(9)
  })
})
