import { monthOf, toDay, toIso, toStamp, yearOf } from './dates.ts'
import { type Row, type TableRows, toSqlite } from './files.ts'
import { toMailbox, toPeople } from './people.ts'
import { type Random, toRandom } from './random.ts'
import {
  bestSellers,
  categoryList,
  companyList,
  productList,
  returnReasons,
  reviewTitles,
  shopSchema,
  supplierList,
} from './shop-data.ts'

const firstDay = toDay('2022-01-02')
const lastDay = toDay('2024-06-30')
const orderCount = 400
const privateCustomers = 48
/** Order counts of the two busiest customers; everyone else stays under `otherMost`. */
const busiest = 21
const otherMost = 17
const withoutOrders = 7

interface Order {
  id: number
  buyer: number
  day: number
  status: string
  shipDay: number | null
}
interface Line {
  order: Order
  product: number
  qty: number
  discount: number
}

const money = (cents: number): number => Math.round(cents) / 100

/** The shop as an SQLite file image. */
export async function toShop(): Promise<Uint8Array> {
  const random = toRandom(20_240_630)
  const products = toProducts(random)
  const buyers = toBuyers(random)
  const days = toOrderDays(random)
  const customers = toCustomers(random, buyers, days)
  const orders = buyers.map((buyer, index) => toOrder(random, index, customers.numberOf[buyer]!, days[index]!))
  const lines = toLines(random, orders)
  tieBestSellers(lines)
  const typeOf = new Map(customers.rows.map(row => [row.custNo, row.custType]))
  const lineRows = toLineRows(lines, products)
  const tables: TableRows[] = [
    {
      name: 'categories',
      rows: categoryList.map(([category_id, name, parent_id]) => ({ category_id, name, parent_id })),
    },
    { name: 'suppliers', rows: toSuppliers() },
    { name: 'products', rows: products },
    { name: 'product_suppliers', rows: toProductSuppliers(random, products) },
    { name: 'customers', rows: customers.rows },
    { name: 'orders', rows: toOrderRows(random, orders, lineRows, typeOf) },
    { name: 'order_lines', rows: lineRows },
    { name: 'returns', rows: toReturns(random, lines, lineRows) },
    { name: 'product reviews', rows: toReviews(random, lines) },
  ]
  return toSqlite(shopSchema, tables)
}

function toSuppliers(): Row[] {
  return supplierList.map(([company_name, city, country, phone, partner_since], index) => ({
    supplier_id: index + 1,
    company_name,
    city,
    country,
    phone,
    partner_since,
  }))
}

function toProducts(random: Random): Row[] {
  return productList.map((seed, index) => ({
    product_id: index + 1,
    sku: `${seed.name
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .slice(0, 3)
      .toUpperCase()}-${seed.category}${String(index + 1).padStart(2, '0')}`,
    name: seed.name,
    category_id: seed.category,
    list_price: money(seed.listCents),
    cost: money(Math.round((seed.listCents * random.int(44, 68)) / 1000) * 10),
    weight_g: seed.grams,
    color: seed.colors || null,
    introduced_on: seed.introduced ?? toIso(random.int(toDay('2019-02-01'), toDay('2021-11-30'))),
    discontinued: seed.name === 'Solo Bivouac' || seed.name === 'Bandana' ? 1 : 0,
  }))
}

function toProductSuppliers(random: Random, products: readonly Row[]): Row[] {
  // The last supplier delivers nothing yet.
  const supplierIds = supplierList.map((_, index) => index + 1)
  return products.flatMap(product => {
    const cost = Number(product.cost)
    const chosen = random.sample(
      supplierIds.slice(0, -1),
      random.weighted([1, 2, 3], each => 4 - each),
    )
    return chosen.map((supplier_id, place) => ({
      product_id: product.product_id!,
      supplier_id,
      purchase_price: money(cost * (100 + place * random.int(2, 9))),
      lead_days: random.int(3, 45),
      preferred: place === 0 ? 1 : 0,
    }))
  })
}

/** Which customer (0-based) places each order, by increasing order number. */
function toBuyers(random: Random): number[] {
  const everyone = privateCustomers + companyList.length
  const shoppers = random.shuffle(Array.from({ length: everyone }, (_, index) => index)).slice(withoutOrders)
  // One company and one private person share the first place.
  const top = [
    shoppers.find(index => index < privateCustomers)!,
    shoppers.find(index => index >= privateCustomers && companyList[index - privateCustomers]![0] === 'Café Lumière') ??
      shoppers.find(index => index >= privateCustomers)!,
  ]
  const others = shoppers.filter(index => !top.includes(index))
  const placed = new Map(others.map(index => [index, 1]))
  const pull = new Map(others.map(index => [index, random.int(1, 6)]))
  while ([...placed.values()].reduce((sum, count) => sum + count, 0) < orderCount - 2 * busiest) {
    const next = random.weighted(others, index => (placed.get(index)! < otherMost ? pull.get(index)! : 0))
    placed.set(next, placed.get(next)! + 1)
  }
  for (const index of top) placed.set(index, busiest)
  return random.shuffle([...placed].flatMap(([index, count]) => Array.from({ length: count }, () => index)))
}

/** Order days in rising order: more before the summer and at the end of the year, and more each year. */
function toOrderDays(random: Random): number[] {
  const monthPull = [4, 4, 6, 7, 9, 10, 9, 6, 5, 5, 9, 11]
  const all = Array.from({ length: lastDay - firstDay + 1 }, (_, index) => firstDay + index)
  const pull = all.map(day => monthPull[monthOf(day) - 1]! * (2 + yearOf(day) - 2022))
  const total = pull.reduce((sum, each) => sum + each, 0)
  return Array.from({ length: orderCount }, () => {
    let left = random.int(1, total)
    let place = 0
    while (left > pull[place]!) left -= pull[place++]!
    return all[place]!
  }).sort((a, b) => a - b)
}

/** Customer rows in order of signup, and the customer number of each 0-based customer. */
function toCustomers(
  random: Random,
  buyers: readonly number[],
  days: readonly number[],
): { rows: Row[]; numberOf: number[] } {
  const people = toPeople(random, privateCustomers)
  const drafts = Array.from({ length: privateCustomers + companyList.length }, (_, index) => {
    const firstOrder = buyers.indexOf(index)
    const day = firstOrder < 0 ? random.int(firstDay, lastDay) : days[firstOrder]! - random.int(0, 40)
    const company = companyList[index - privateCustomers]
    if (company) {
      const [fullName, city, country] = company
      const host = fullName
        .normalize('NFD')
        .replaceAll('Ł', 'L')
        .replace(/[^A-Za-z]/g, '')
        .toLowerCase()
      return {
        index,
        day,
        fullName,
        city,
        country,
        custType: 'company',
        eMail: `orders@${host}.example`,
        birthYr: null,
      }
    }
    const person = people[index]!
    return {
      index,
      day,
      fullName: `${person.given} ${person.family}`,
      city: person.city,
      country: person.country.name,
      custType: 'private',
      eMail: `${toMailbox(person)}@${random.pick(['example.org', 'mail.example', 'example.net'])}`,
      birthYr: random.chance(75) ? random.bell(1948, 2005) : null,
    }
  }).sort((a, b) => a.day - b.day || a.index - b.index)
  const numberOf: number[] = []
  const rows = drafts.map(({ index, day, fullName, custType, eMail, city, country, birthYr }, place): Row => {
    numberOf[index] = 1001 + place
    return {
      custNo: 1001 + place,
      fullName,
      custType,
      eMail: random.chance(82) ? eMail : null,
      city,
      country,
      signupDt: toIso(day),
      birthYr,
      newsletter: random.chance(45) ? 1 : 0,
      referredBy: place > 5 && random.chance(25) ? 1001 + random.int(0, place - 1) : null,
    }
  })
  return { rows, numberOf }
}

function toOrder(random: Random, index: number, buyer: number, day: number): Order {
  const age = lastDay - day
  const shipDay = day + random.weighted([0, 1, 2, 3, 5, 8], each => 9 - each)
  const order = { id: 10_001 + index, buyer, day }
  if (random.chance(6)) return { ...order, status: 'canceled', shipDay: null }
  if (age < 4 || shipDay > lastDay) return { ...order, status: random.pick(['new', 'paid']), shipDay: null }
  if (age < 60 && random.chance(12)) return { ...order, status: 'on hold', shipDay: null }
  return { ...order, status: age < 14 ? 'shipped' : 'delivered', shipDay }
}

function toLines(random: Random, orders: readonly Order[]): Line[] {
  return orders.flatMap(order => {
    const size = random.weighted([1, 2, 3, 4, 5, 6], each => [6, 8, 7, 4, 1, 1][each - 1]!)
    const onSale = productList.map((_, index) => index).filter(index => isOnSale(index, order.day))
    const chosen = new Set<number>()
    while (chosen.size < size) chosen.add(random.weighted(onSale, index => productList[index]!.pull))
    return [...chosen].map(product => ({
      order,
      product,
      qty:
        productList[product]!.listCents > 9000
          ? random.weighted([1, 2], each => 9 - 4 * each)
          : random.weighted([1, 2, 3, 4, 6], each => 8 - each),
      discount: random.weighted([0, 5, 10, 15, 20], each => [60, 14, 14, 8, 4][each / 5]!),
    }))
  })
}

function isOnSale(product: number, day: number): boolean {
  const seed = productList[product]!
  return seed.pull > 0 && (seed.introduced === undefined || toDay(seed.introduced) <= day)
}

/** Makes the two best sellers equal in lines and in units, so that "the best seller" has two answers. */
function tieBestSellers(lines: Line[]): void {
  const pair = bestSellers.map(name => productList.findIndex(seed => seed.name === name))
  const linesOf = (product: number): Line[] => lines.filter(line => line.product === product)
  const unitsOf = (product: number): number => linesOf(product).reduce((sum, line) => sum + line.qty, 0)
  const [more, less] = pair.sort((a, b) => linesOf(b).length - linesOf(a).length) as [number, number]
  const spare = productList.findIndex(seed => seed.name === 'Foam Mat')
  const inOrder = (line: Line, product: number): boolean =>
    lines.some(each => each.order === line.order && each.product === product)
  if ((linesOf(more).length - linesOf(less).length) % 2 === 1) {
    linesOf(more).find(line => !inOrder(line, spare))!.product = spare
  }
  while (linesOf(more).length > linesOf(less).length) linesOf(more).find(line => !inOrder(line, less))!.product = less
  const [ahead, behind] = unitsOf(more) >= unitsOf(less) ? [more, less] : [less, more]
  for (let at = 0; unitsOf(behind) < unitsOf(ahead); at++) linesOf(behind)[at % linesOf(behind).length]!.qty += 1
}

function toLineRows(lines: readonly Line[], products: readonly Row[]): Row[] {
  const yearPercent = new Map([
    [2022, 92],
    [2023, 96],
    [2024, 100],
  ])
  let lineNo = 0
  return lines.map((line, index) => {
    lineNo = lines[index - 1]?.order === line.order ? lineNo + 1 : 1
    const listCents = productList[line.product]!.listCents
    return {
      order_id: line.order.id,
      line_no: lineNo,
      product_id: products[line.product]!.product_id!,
      qty: line.qty,
      unit_price: money(Math.round((listCents * yearPercent.get(yearOf(line.order.day))!) / 1000) * 10),
      discount_pct: line.discount,
    }
  })
}

const lineValue = (row: Row): number => Number(row.qty) * Number(row.unit_price) * (1 - Number(row.discount_pct) / 100)

function toOrderRows(
  random: Random,
  orders: readonly Order[],
  lineRows: readonly Row[],
  typeOf: ReadonlyMap<unknown, unknown>,
): Row[] {
  return orders.map(order => {
    const net = lineRows.filter(row => row.order_id === order.id).reduce((sum, row) => sum + lineValue(row), 0)
    const isCompany = typeOf.get(order.buyer) === 'company'
    return {
      order_id: order.id,
      buyer: order.buyer,
      order_date: toIso(order.day),
      status: order.status,
      shipDt: order.shipDay === null ? null : toIso(order.shipDay),
      carrier:
        order.shipDay === null ? null : random.weighted(['ParcelFox', 'Blue Van', 'Post'], name => 12 - name.length),
      payment: isCompany
        ? random.pick(['invoice', 'bank transfer'])
        : random.pick(['card', 'card', 'wallet', 'invoice']),
      freight: net >= 150 ? 0 : random.pick([4.9, 4.9, 6.9, 9.5]),
      coupon: random.chance(14) ? random.pick([`SPRING${yearOf(order.day) - 2000}`, 'WELCOME10', 'FRIENDS']) : null,
      created_at: toStamp(order.day, random.bell(6 * 3600, 24 * 3600 - 1)),
    }
  })
}

function toReturns(random: Random, lines: readonly Line[], lineRows: readonly Row[]): Row[] {
  const eligible = lines.flatMap((line, index) => {
    const { shipDay, status } = line.order
    return status === 'delivered' && shipDay !== null && shipDay < lastDay - 30
      ? [{ line, row: lineRows[index]!, shipDay }]
      : []
  })
  return random
    .sample(eligible, 80)
    .map(each => ({ ...each, day: each.shipDay + random.int(3, 28), second: random.int(8 * 3600, 18 * 3600) }))
    .sort((a, b) => a.day - b.day || a.second - b.second)
    .map(({ line, row, day, second }, index): Row => {
      const qty = random.int(1, line.qty)
      const [reason] = random.weighted(returnReasons, each => each[1])
      // No refund: the return was refused, or it is too recent to be settled.
      const isSettled = random.chance(day < lastDay - 45 ? 94 : 40)
      return {
        return_id: index + 1,
        order_id: row.order_id!,
        line_no: row.line_no!,
        returned_at: toStamp(day, second),
        qty,
        reason,
        refund: isSettled ? money(Math.round((lineValue(row) / line.qty) * qty * 100)) : null,
        comment: random.chance(30)
          ? random.pick(['Box was open', 'Customer called first', 'Restocked', 'Photo attached'])
          : null,
      }
    })
}

function toReviews(random: Random, lines: readonly Line[]): Row[] {
  const delivered = lines.filter(line => line.order.status === 'delivered')
  return random
    .sample(delivered, 120)
    .map(line => ({ line, day: Math.min(lastDay, line.order.day + random.int(6, 60)), second: random.int(0, 86_399) }))
    .sort((a, b) => a.day - b.day || a.second - b.second)
    .map(({ line, day, second }, index): Row => {
      const stars = random.weighted([1, 2, 3, 4, 5], each => [2, 2, 4, 9, 10][each - 1]!)
      return {
        review_no: index + 1,
        product: line.product + 1,
        author: random.chance(85) ? line.order.buyer : null,
        stars,
        title: random.chance(80) ? random.pick(reviewTitles[stars - 1]!) : null,
        posted_at: toStamp(day, second),
      }
    })
}
