import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPeriods, type Period } from './periods.ts'
import { tokenize } from './question.ts'

/** A Tuesday. */
const now = Date.UTC(2026, 10, 24, 13, 30)
const read = (question: string): Period[] => findPeriods(tokenize(question), now)

/** One line a period: what it bounds, its grain and its marks. */
function brief(period: Period): string {
  const { low = '', high = '', grain, monthOfYear, throughMonth, weekdays, hours, ambiguous } = period
  const what =
    hours !== undefined
      ? `hours ${hours.join('-')}`
      : weekdays !== undefined
        ? `weekdays ${weekdays.join(',')}`
        : monthOfYear !== undefined
          ? `every ${monthOfYear}${throughMonth === undefined ? '' : `-${throughMonth}`}`
          : `${low}..${high} ${grain}`
  const marks = `${period.relative ? ' relative' : ''}${period.bareYear === true ? ' bare' : ''}`
  return `${what}${marks}${ambiguous === undefined ? '' : ` or ${ambiguous.low ?? ''}..${ambiguous.high ?? ''}`}`
}

const tables: Readonly<Record<string, string>> = {
  days: `
    orders on 2013-05-13 | 2013-05-13..2013-05-14 day
    on 2013/05/13 | 2013-05-13..2013-05-14 day
    orders of 5 May 2013 | 2013-05-05..2013-05-06 day
    on the 5th of May, 2013 | 2013-05-05..2013-05-06 day
    May 5, 2013 | 2013-05-05..2013-05-06 day
    Sept. 5, 2021 | 2021-09-05..2021-09-06 day
    on the first of January 2020 | 2020-01-01..2020-01-02 day
    13-May-2013 | 2013-05-13..2013-05-14 day
    on 05.05.2013 | 2013-05-05..2013-05-06 day
    on 5/13/2013 | 2013-05-13..2013-05-14 day
    on 13/5/2013 | 2013-05-13..2013-05-14 day
    on 5/6/2013 | 2013-06-05..2013-06-06 day or 2013-05-06..2013-05-07
    on 1/2/13 | 2013-02-01..2013-02-02 day or 2013-01-02..2013-01-03
    on 08/30/2015 | 2015-08-30..2015-08-31 day
    Monday, 6 May 2024 | 2024-05-06..2024-05-07 day
    on 5 May | 2026-05-05..2026-05-06 day relative
    on 24 December | 2025-12-24..2025-12-25 day relative
    on 3 and 5 May 2023 | 2023-05-03..2023-05-04 day; 2023-05-05..2023-05-06 day
    on May 3 and May 4, 2023 | 2023-05-03..2023-05-04 day; 2023-05-04..2023-05-05 day
    first Monday of May 2024 | 2024-05-06..2024-05-07 day
    last day of February 2024 | 2024-02-29..2024-03-01 day
    as of 1 July 2024 | 2024-07-01..2024-07-02 day
    created on '2005-08-23' | 2005-08-23..2005-08-24 day`,
  'months and years': `
    in May 2013 | 2013-05-01..2013-06-01 month
    May-2013 | 2013-05-01..2013-06-01 month
    in march 2022 | 2022-03-01..2022-04-01 month
    dec 2020 | 2020-12-01..2021-01-01 month
    2013-05 | 2013-05-01..2013-06-01 month
    in 05/2013 | 2013-05-01..2013-06-01 month
    May of last year | 2025-05-01..2025-06-01 month relative
    in the month of May | every 5
    in may | every 5
    show May sales | every 5
    starts in August | every 8
    in Mar and in Dec | every 3; every 12
    in January and February 2023 | 2023-01-01..2023-02-01 month; 2023-02-01..2023-03-01 month
    in January 2024 as well as in June 2024 | 2024-01-01..2024-02-01 month; 2024-06-01..2024-07-01 month
    May 2023 vs May 2024 | 2023-05-01..2023-06-01 month; 2024-05-01..2024-06-01 month
    in 2014 | 2014-01-01..2015-01-01 year
    in the year 2014 | 2014-01-01..2015-01-01 year
    in the year of 1995 | 1995-01-01..1996-01-01 year
    year = 2014 | 2014-01-01..2015-01-01 year
    born in 1789 | 1789-01-01..1790-01-01 year
    2014 papers | 2014-01-01..2015-01-01 year bare
    published at acl 2016 | 2016-01-01..2017-01-01 year bare
    a balance of 2000 | 2000-01-01..2001-01-01 year bare
    revenue for 2023 | 2023-01-01..2024-01-01 year
    in both 2005 and 2007 | 2005-01-01..2006-01-01 year; 2007-01-01..2008-01-01 year
    in 2013, 2014 and 2015 | 2013-01-01..2014-01-01 year; 2014-01-01..2015-01-01 year; 2015-01-01..2016-01-01 year
    movies of the 1990s | 1990-01-01..2000-01-01 year
    90s music | 1990-01-01..2000-01-01 year
    the '60s | 1960-01-01..1970-01-01 year
    1980's hits | 1980-01-01..1990-01-01 year
    in the nineties | 1990-01-01..2000-01-01 year
    in the 2000s | 2000-01-01..2010-01-01 year
    in the 19th century | 1801-01-01..1901-01-01 year`,
  'parts of years': `
    Q2 2023 | 2023-04-01..2023-07-01 quarter
    2023-Q2 | 2023-04-01..2023-07-01 quarter
    2023Q2 | 2023-04-01..2023-07-01 quarter
    Q2 of 2023 | 2023-04-01..2023-07-01 quarter
    second quarter of 2023 | 2023-04-01..2023-07-01 quarter
    quarter 2 of 2023 | 2023-04-01..2023-07-01 quarter
    the 2nd quarter | 2026-04-01..2026-07-01 quarter relative
    Q4 last year | 2025-10-01..2026-01-01 quarter relative
    last quarter of 2023 | 2023-10-01..2024-01-01 quarter
    Q1 and Q2 of 2023 | 2023-01-01..2023-04-01 quarter; 2023-04-01..2023-07-01 quarter
    in the first half of 2024 | 2024-01-01..2024-07-01 month
    H2 2024 | 2024-07-01..2025-01-01 month
    first half of last year | 2025-01-01..2025-07-01 month relative
    second half of May 2024 | 2024-05-16..2024-06-01 month
    in the first week of May 2024 | 2024-05-01..2024-05-08 week
    last week of May 2024 | 2024-05-25..2024-06-01 week
    first week of May | 2026-05-01..2026-05-08 week relative
    week 12 of 2024 | 2024-03-18..2024-03-25 week
    calendar week 12 of 2024 | 2024-03-18..2024-03-25 week
    2024-W12 | 2024-03-18..2024-03-25 week
    week 53 of 2020 | 2020-12-28..2021-01-04 week
    week 12 | 2026-03-16..2026-03-23 week relative
    week of 8 May 2024 | 2024-05-06..2024-05-13 week
    week starting 8 May 2024 | 2024-05-08..2024-05-15 week
    the first three months of 2023 | 2023-01-01..2023-04-01 month
    last two weeks of June 2024 | 2024-06-17..2024-07-01 week
    in the second week of last month | 2026-10-08..2026-10-15 week relative
    the last month of the year | 2026-12-01..2027-01-01 month relative`,
  'the present': `
    today | 2026-11-24..2026-11-25 day relative
    yesterday's orders | 2026-11-23..2026-11-24 day relative
    the day before yesterday | 2026-11-22..2026-11-23 day relative
    tomorrow | 2026-11-25..2026-11-26 day relative
    this week | 2026-11-23..2026-11-30 week relative
    last week | 2026-11-16..2026-11-23 week relative
    next week | 2026-11-30..2026-12-07 week relative
    this month | 2026-11-01..2026-12-01 month relative
    last month | 2026-10-01..2026-11-01 month relative
    this quarter | 2026-10-01..2027-01-01 quarter relative
    order count last quarter | 2026-07-01..2026-10-01 quarter relative
    posted last year | 2025-01-01..2026-01-01 year relative
    next year | 2027-01-01..2028-01-01 year relative
    past 7 days | 2026-11-17..2026-11-25 day relative
    in the last 30 days | 2026-10-25..2026-11-25 day relative
    last two weeks | 2026-11-10..2026-11-25 week relative or 2026-11-09..2026-11-23
    last 12 months | 2025-11-24..2026-11-25 month relative or 2025-11-01..2026-11-01
    last two quarters | 2026-04-01..2026-10-01 quarter relative or 2026-05-24..2026-11-25
    in the past year | 2025-11-24..2026-11-25 year relative or 2025-01-01..2026-01-01
    in the last year | 2025-01-01..2026-01-01 year relative or 2025-11-24..2026-11-25
    next 7 days | 2026-11-24..2026-12-02 day relative
    last 24 hours | 2026-11-23 13:30:00..2026-11-24 13:30:01 hour relative
    year to date | 2026-01-01..2026-11-25 year relative
    so far this year | 2026-01-01..2026-11-25 year relative
    this month so far | 2026-11-01..2026-11-25 month relative
    3 months ago | 2026-08-01..2026-09-01 month relative
    more than 30 days ago | ..2026-10-25 day relative
    less than 7 days ago | 2026-11-17.. day relative
    last Monday | 2026-11-23..2026-11-24 day relative
    last Tuesday | 2026-11-17..2026-11-18 day relative
    this Friday | 2026-11-27..2026-11-28 day relative
    next Monday | 2026-11-30..2026-12-01 day relative
    last weekend | 2026-11-21..2026-11-23 day relative
    last May | 2026-05-01..2026-06-01 month relative
    last December | 2025-12-01..2026-01-01 month relative
    this morning | 2026-11-24 06:00:00..2026-11-24 12:00:00 hour relative`,
  bounds: `
    since 2022 | 2022-01-01.. year
    ever since May 2023 | 2023-05-01.. month
    since May | 2026-05-01.. month relative
    since last week | 2026-11-16.. week relative
    starting from August | 2026-08-01.. month relative
    since the beginning of the year | 2026-01-01.. year relative
    before March 2023 | ..2023-03-01 month
    before 1850 | ..1850-01-01 year
    earlier than 1950 | ..1950-01-01 year
    prior to 2009 | ..2009-01-01 year
    older than 1 January 1990 | ..1990-01-01 day
    before the end of 2022 | ..2023-01-01 year
    after 2020 | 2021-01-01.. year
    later than 2011 | 2012-01-01.. year
    after the date '2005-08-23 02:06:01' | 2005-08-23 02:06:02.. hour
    after the end of March 2023 | 2023-04-01.. month
    until May 2023 | ..2023-06-01 month
    up to 2022 | ..2023-01-01 year bare
    by the end of 2022 | ..2023-01-01 year
    by March 2023 | ..2023-04-01 month
    no later than 5 May 2013 | ..2013-05-06 day
    not before 2010 | 2010-01-01.. year
    on or after 5 May 2013 | 2013-05-05.. day
    in year 2002 or after | 2002-01-01.. year
    in the year 2000 or earlier | ..2001-01-01 year
    from 2010 onwards | 2010-01-01.. year
    after 1961 or before 1959 | 1962-01-01.. year; ..1959-01-01 year
    after 1961 and before 1970 | 1962-01-01..1970-01-01 year`,
  ranges: `
    between 2010 and 2012 | 2010-01-01..2013-01-01 year bare
    built between 1850 and 1900 | 1850-01-01..1901-01-01 year bare
    from 1990 to 2000 | 1990-01-01..2001-01-01 year
    2010-2012 | 2010-01-01..2013-01-01 year bare
    in 2010–2012 | 2010-01-01..2013-01-01 year
    the years 2010 to 2012 | 2010-01-01..2013-01-01 year
    between 2012 and 2010 | 2010-01-01..2013-01-01 year bare
    since 2010 until 2012 | 2010-01-01..2013-01-01 year
    from January to March 2023 | 2023-01-01..2023-04-01 month
    Jan-Mar 2023 | 2023-01-01..2023-04-01 month
    January - March 2023 | 2023-01-01..2023-04-01 month
    from November to January 2024 | 2023-11-01..2024-02-01 month
    from May 2023 to July | 2023-05-01..2023-08-01 month
    between May and July | every 5-7
    from November to February | every 11-2
    Q1 to Q3 2023 | 2023-01-01..2023-10-01 quarter
    from 3 May to 9 May 2023 | 2023-05-03..2023-05-10 day
    between 3 and 9 May 2023 | 2023-05-03..2023-05-10 day
    3-9 May 2023 | 2023-05-03..2023-05-10 day
    May 3-9, 2023 | 2023-05-03..2023-05-10 day
    between June 20 and July 10, 2024 | 2024-06-20..2024-07-11 day
    from 05.05.2013 to 09.05.2013 | 2013-05-05..2013-05-10 day
    between '2009-01-01' and '2010-01-01' | 2009-01-01..2010-01-02 day
    from 2010 to 5 May 2012 | 2010-01-01..2012-05-06 day
    from May 2023 to now | 2023-05-01..2026-11-25 day relative
    from 1 May until the end of June 2024 | 2024-05-01..2024-07-01 month
    during the period from March to June 2022 | 2022-03-01..2022-07-01 month
    our revenue changed from 2022 to 2023 | 2022-01-01..2024-01-01 year`,
  'weekdays and hours': `
    on Mondays | weekdays 1
    on a Sunday | weekdays 0
    on a Saturday or Sunday | weekdays 0,6
    every Tuesday and Thursday | weekdays 2,4
    Mondays, Tuesdays and Fridays | weekdays 1,2,5
    at the weekend | weekdays 0,6
    on weekdays | weekdays 1,2,3,4,5
    Monday to Friday | weekdays 1,2,3,4,5
    Fri-Mon | weekdays 0,1,5,6
    between Monday and Wednesday | weekdays 1,2,3
    on a Monday in March 2022 | weekdays 1; 2022-03-01..2022-04-01 month
    on Friday evenings | weekdays 5; hours 18-22
    yesterday morning | 2026-11-23..2026-11-24 day relative; hours 6-12
    in the morning | hours 6-12
    at night | hours 22-6
    after 6 pm | hours 18-24
    before 9 am | hours 0-9
    before 10:30 | hours 0-10.5
    at noon | hours 12-13
    at 12 am | hours 0-1
    after 6:30 p.m. | hours 18.5-24
    between 9 am and 5 pm | hours 9-17
    from 9 to 5 pm | hours 9-17
    9am-5pm | hours 9-17
    after 12:00:00 or before 09:00:00 | hours 12-24; hours 0-9
    2024-05-01 10:30 | 2024-05-01 10:30:00..2024-05-01 10:31:00 hour
    before 2018-03-17 07:13:53 | ..2018-03-17 07:13:53 hour
    on 5 May 2013 at 6 pm | 2013-05-05 18:00:00..2013-05-05 19:00:00 hour`,
}

/** What is no date. */
const negatives = `5 orders
top 10 products
the top 5 march sales
you may list the orders
may I see the orders
in what way may we count
march of the penguins
the second product
second highest salary
in the fall
more than 2000 orders
over 2000 attendees
at least 2010
2000 or more
2,013 orders
salary between 1000 and 2000
between 600 and 2000 students
between 2000 and 20000
up to 2000 dollars
2010 USD
room 2010
customer id 2014
increase the price by 2000
in 1500 cities
5k
first name April and last name Burns
orders by April
employees named June
June Miller's orders
the first year and last year of the parties
the last 5 orders
the change to the previous month
orders within 30 days
more than 30 days after they were issued
for 3 months
5 years of experience
older than 50
customers in their 20s
half of the orders
a quarter of the sales
on Black Friday
the sun
31.02.2013
on 2013-02-30
version 1.2.3 and 10.4.12
phone 555-123-4567
the album "May 2023"
after 25:00
week
revenue by month`

describe.each(Object.entries(tables))('%s', (_, table) => {
  const rows = table
    .trim()
    .split('\n')
    .map(row => row.trim().split(' | '))
  test.each(rows)('%s', (question, expected) => {
    expect(read(question!).map(brief).join('; ')).toBe(expected)
  })
})

test.each(negatives.split('\n'))('no date: %s', question => {
  expect(read(question)).toEqual([])
})

test('a period covers its preposition and says its words', () => {
  const tokens = tokenize('How many orders were placed in the first week of May 2024, and by whom?')
  const [period] = findPeriods(tokens, now)
  expect(tokens.slice(period!.from, period!.to).map(token => token.lower)).toEqual(
    'in the first week of may 2024'.split(' '),
  )
  expect(period!.words).toBe('in the first week of May 2024')
})

test('a leap day and a short month', () => {
  const at = (year: number, month: number, day: number, question: string): string[] =>
    findPeriods(tokenize(question), Date.UTC(year, month - 1, day)).map(brief)
  expect(at(2024, 2, 29, 'past year')).toEqual(['2023-02-28..2024-03-01 year relative or 2023-01-01..2024-01-01'])
  expect(at(2024, 1, 1, 'last week')).toEqual(['2023-12-25..2024-01-01 week relative'])
  expect(at(2024, 1, 15, 'last quarter')).toEqual(['2023-10-01..2024-01-01 quarter relative'])
  expect(at(2026, 3, 1, 'on 29 February')).toEqual(['2024-02-29..2024-03-01 day relative'])
})

const pieces =
  'in since before after until by between and from to or the of last this next past first second week weeks month quarter year years half day days ago Monday weekends May march June 5 12 31 1999 2010 2023 20th 90s Q2 W12 2013-05-13 5/6/2013 6 pm 18:30 morning today yesterday , - orders per each "May 2023" \'2020-01-01\' 99999999 decade hours'.split(
    ' ',
  )
const questions = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map(words => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 80 }),
)

test('whatever is asked: bounds in order, spans in order and inside, the same again', () => {
  fc.assert(
    fc.property(questions, fc.integer({ min: 0, max: 4_000_000_000_000 }), (question, moment) => {
      const tokens = tokenize(question)
      const periods = findPeriods(tokens, moment)
      let end = 0
      for (const period of periods) {
        expect(period.from).toBeGreaterThanOrEqual(end)
        expect(period.to).toBeGreaterThan(period.from)
        expect(period.to).toBeLessThanOrEqual(tokens.length)
        end = period.to
        const { low, high, ambiguous } = period
        for (const bounds of [{ low, high }, ambiguous ?? {}]) {
          for (const bound of [bounds.low, bounds.high]) {
            if (bound !== undefined) expect(bound).toMatch(/^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/)
          }
          if (bounds.low !== undefined && bounds.high !== undefined) expect(bounds.low < bounds.high).toBe(true)
        }
        const bounded = low !== undefined || high !== undefined
        const recurring = [period.monthOfYear, period.weekdays, period.hours].filter(field => field !== undefined)
        expect(recurring.length + (bounded ? 1 : 0)).toBe(1)
      }
      expect(findPeriods(tokens, moment)).toEqual(periods)
    }),
    { numRuns: 2000, seed: 7 },
  )
})

test('long repetitions are no trap', () => {
  for (const piece of ['first week of ', 'between 2010 and ', 'May, ', 'Q1 and ', 'on 3 and 4 ', 'in 2010 and '])
    expect(() => read(piece.repeat(20_000 / piece.length))).not.toThrow()
})
