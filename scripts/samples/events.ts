import { toDay, toIso, toStamp } from './dates.ts'
import { type Row, toCsv } from './files.ts'
import { countries, toMailbox, toPeople } from './people.ts'
import { type Random, toRandom } from './random.ts'

const firstDay = toDay('2024-01-08')
const lastDay = toDay('2024-06-30')
const userCount = 50
const sessionCount = 300
const eventCount = 2000
/** Session count shared by the two most active users; everyone else stays under `otherMost`. */
const busiest = 19
const otherMost = 15
const withoutSessions = 5
const anonymousSessions = 24

interface User {
  id: number
  signup: number
  plan: string
  country: string
}
interface Session {
  id: string
  user: User | null
  day: number
  second: number
  duration: number
  events: number
}

/** Code, title, cents a month, seats, trial days, support by phone. */
const planList: readonly (readonly [string, string, number, number | null, number, boolean])[] = [
  ['free', 'Free', 0, 1, 0, false],
  ['solo', 'Solo', 900, 1, 14, false],
  ['team', 'Team', 4900, 10, 30, true],
  ['scale', 'Scale', 19_900, null, 30, true],
  ['edu', 'Education', 450, 30, 60, false],
]
const pages = [
  '/',
  '/pricing',
  '/login',
  '/dashboard',
  '/boards',
  '/boards/new',
  '/reports',
  '/settings',
  '/settings/billing',
  '/help/importing',
]
const eventTypes = [
  'page_view',
  'page_view',
  'page_view',
  'click',
  'click',
  'search',
  'upload',
  'export',
  'comment',
  'invite',
  'error',
]

/** File name and CSV text of each table of the event log. */
export function toEvents(): [string, string][] {
  const random = toRandom(8_0443)
  const { users, rows: userRows } = toUsers(random)
  const sessions = toSessions(random, users)
  return [
    ['countries.csv', toCsv(toCountries())],
    ['plans.csv', toCsv(toPlans())],
    ['users.csv', toCsv(userRows)],
    ['sessions.csv', toCsv(toSessionRows(random, sessions))],
    ['events.csv', toCsv(toEventRows(random, sessions))],
    ['invoices.csv', toCsv(toInvoices(random, users))],
    ['tickets.csv', toCsv(toTickets(random, users))],
  ]
}

function toCountries(): Row[] {
  const currencies: Record<string, string> = { CH: 'CHF', BR: 'BRL', SE: 'SEK', PL: 'PLN', GB: 'GBP', TR: 'TRY' }
  const vat: Record<string, number> = {
    DE: 19,
    AT: 20,
    CH: 8.1,
    FR: 20,
    ES: 21,
    BR: 17,
    SE: 25,
    PL: 23,
    GB: 20,
    TR: 20,
  }
  return [...countries, { code: 'PT', name: 'Portugal' }].map(({ code, name }) => ({
    code,
    name,
    currency: currencies[code] ?? 'EUR',
    vat_pct: vat[code] ?? null,
  }))
}

function toPlans(): Row[] {
  return planList.map(([plan_code, title, cents, seats, trial_days, phone]) => ({
    plan_code,
    title,
    monthly_price: (cents / 100).toFixed(2),
    seats,
    trial_days,
    phone_support: String(phone),
  }))
}

function toUsers(random: Random): { users: User[]; rows: Row[] } {
  const people = toPeople(random, userCount)
  const signups = people.map(() => random.int(toDay('2023-05-02'), toDay('2024-05-24'))).sort((a, b) => a - b)
  const users: User[] = []
  const rows = people.map((person, index): Row => {
    const user: User = {
      id: 501 + index,
      signup: signups[index]!,
      // Nobody has taken the education plan so far.
      plan: random.weighted(
        ['free', 'solo', 'team', 'scale'],
        plan => ({ free: 9, solo: 8, team: 5, scale: 1 })[plan]!,
      ),
      country: person.country.code,
    }
    users.push(user)
    return {
      user_id: user.id,
      display_name: `${person.given} ${person.family}`,
      email: random.chance(90) ? `${toMailbox(person)}@example.com` : null,
      country: user.country,
      signed_up_at: toStamp(user.signup, random.bell(5 * 3600, 23 * 3600)),
      current_plan: user.plan,
      referrer: random.weighted(['search', 'newsletter', 'friend', 'podcast, episode 12', null], name =>
        name === null ? 6 : 4,
      ),
      is_admin: String(index === 0 || index === 7),
      marketing_opt_in: random.chance(85) ? String(random.chance(40)) : null,
    }
  })
  return { users, rows }
}

function toSessions(random: Random, users: readonly User[]): Session[] {
  const shuffled = random.shuffle(users).slice(withoutSessions)
  const early = shuffled.filter(user => user.signup < firstDay)
  const top = early.slice(0, 2)
  const others = shuffled.filter(user => !top.includes(user))
  const counts = new Map(others.map(user => [user, 1]))
  const pull = new Map(others.map(user => [user, user.signup < firstDay ? random.int(2, 9) : random.int(1, 4)]))
  let left = sessionCount - anonymousSessions - 2 * busiest - others.length
  for (; left > 0; left--) {
    const next = random.weighted(others, user => (counts.get(user)! < otherMost ? pull.get(user)! : 0))
    counts.set(next, counts.get(next)! + 1)
  }
  for (const user of top) counts.set(user, busiest)
  const owners: (User | null)[] = [...counts].flatMap(([user, count]) => Array.from({ length: count }, () => user))
  for (let index = 0; index < anonymousSessions; index++) owners.push(null)
  const sessions = owners
    .map(user => ({
      user,
      day: random.int(Math.max(firstDay, user?.signup ?? 0), lastDay),
      second: random.bell(4 * 3600, 24 * 3600 - 1),
    }))
    .sort((a, b) => a.day - b.day || a.second - b.second)
    .map(({ user, day, second }, index): Session => {
      const events = 1
      return { id: `S${String(index + 1).padStart(4, '0')}`, user, day, second, duration: 0, events }
    })
  // Anonymous visitors do little: a bounce is a session of one event.
  for (let rest = eventCount - sessions.length; rest > 0; rest--)
    random.weighted(sessions, each => (each.user ? 9 : 1)).events++
  for (const session of sessions)
    session.duration = session.events === 1 ? 0 : (session.events - 1) * random.int(14, 210)
  return sessions
}

function toSessionRows(random: Random, sessions: readonly Session[]): Row[] {
  return sessions.map(({ id, user, day, second, duration }) => {
    const device = random.weighted(
      ['desktop', 'mobile', 'tablet'],
      name => ({ desktop: 11, mobile: 7, tablet: 2 })[name]!,
    )
    const browsers = device === 'desktop' ? ['Firefox', 'Chrome', 'Edge'] : ['Safari', 'Chrome', 'Samsung Internet']
    return {
      session_id: id,
      user_id: user?.id ?? null,
      started_at: toStamp(day, second),
      duration_s: duration,
      device,
      browser: random.pick(browsers),
      country_code: user && random.chance(93) ? user.country : random.pick(countries).code,
      referrer: random.weighted(['(direct)', 'search', 'newsletter', 'blog', null], name => (name === null ? 2 : 4)),
      is_bot: String(user === null && random.chance(25)),
    }
  })
}

function toEventRows(random: Random, sessions: readonly Session[]): Row[] {
  return sessions
    .flatMap(session => {
      const offsets = Array.from({ length: session.events - 2 }, () => random.int(1, Math.max(1, session.duration - 1)))
      const seconds = session.events === 1 ? [0] : [0, ...offsets.sort((a, b) => a - b), session.duration]
      return seconds.map((offset, place) => ({ session, second: session.second + offset, place }))
    })
    .sort((a, b) => a.session.day * 86_400 + a.second - (b.session.day * 86_400 + b.second))
    .map(({ session, second, place }, index): Row => {
      const type =
        place === 0
          ? session.user
            ? 'login'
            : 'page_view'
          : random.pick(session.user ? eventTypes : ['page_view', 'click'])
      const page =
        type === 'login'
          ? '/login'
          : random.pick(session.user ? pages.slice(3) : [...pages.slice(0, 2), '/help/importing'])
      return {
        event_id: index + 1,
        session: session.id,
        occurred_at: toStamp(session.day, second),
        event_type: type,
        page,
        load_ms: type === 'page_view' ? random.bell(80, 1900) : null,
        bytes: type === 'upload' || type === 'export' ? random.int(900, 4_800_000) : null,
        ok: String(type !== 'error' && !random.chance(2)),
      }
    })
}

function toInvoices(random: Random, users: readonly User[]): Row[] {
  const drafts = users.flatMap(user => {
    const plan = planList.find(each => each[0] === user.plan)!
    if (plan[2] === 0) return []
    const start = user.signup + plan[4]
    const switched = random.chance(25) && user.plan === 'team' ? random.int(2, 5) : 0
    const days = Array.from({ length: 14 }, (_, month) => start + 30 * month).filter(day => day <= lastDay)
    return days.map((day, month) => ({ user, day, plan: month < switched ? planList[1]! : plan }))
  })
  return drafts
    .sort((a, b) => a.day - b.day || a.user.id - b.user.id)
    .map(({ user, day, plan }, index): Row => {
      const discount = random.chance(10) ? random.pick([10, 20, 25]) : 0
      const paidDay = day + random.weighted([0, 1, 3, 9, 21, 40], delay => 44 - delay)
      const isPaid = paidDay <= lastDay && !random.chance(4)
      return {
        invoice_no: `INV-${toIso(day).slice(0, 4)}-${String(index + 1).padStart(4, '0')}`,
        account: user.id,
        plan: plan[0],
        issued_on: toIso(day),
        paid_at: isPaid ? toStamp(paidDay, random.int(8 * 3600, 20 * 3600)) : null,
        amount: (plan[2] / 100).toFixed(2),
        discount_pct: discount || null,
        method: isPaid ? random.pick(['card', 'card', 'transfer']) : null,
      }
    })
}

function toTickets(random: Random, users: readonly User[]): Row[] {
  const topics = ['billing', 'import fails', 'slow reports', 'login', 'feature wish', 'export, encoding "UTF-8"']
  return Array.from({ length: 70 }, () => random.pick(users.filter(user => user.id % 3 !== 0)))
    .map(user => ({
      user,
      day: random.int(Math.max(firstDay, user.signup), lastDay),
      second: random.bell(6 * 3600, 22 * 3600),
    }))
    .sort((a, b) => a.day - b.day || a.second - b.second)
    .map(({ user, day, second }, index): Row => {
      const hours = random.weighted([1, 3, 8, 26, 75, 190], each => 200 - each)
      const closed = toStamp(day, second + hours * 3600 + random.int(0, 3599))
      const isClosed = closed < toStamp(lastDay, 86_399) && !random.chance(6)
      return {
        ticket_id: 9001 + index,
        opened_by: user.id,
        opened_at: toStamp(day, second),
        closed_at: isClosed ? closed : null,
        topic: random.pick(topics),
        priority: random.weighted(['low', 'normal', 'high'], name => ({ low: 3, normal: 6, high: 2 })[name]!),
        score: isClosed && random.chance(60) ? random.int(1, 5) : null,
      }
    })
}
