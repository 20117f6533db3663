import { type Arithmetic, column, type DateOf, type Expr, literal } from '../../../lang/sql/ast.ts'
import type { Profile } from './profile.ts'
import type { IndexedColumn } from './schema-index.ts'

/**
 * Measures that no column holds but that people ask for by name: quantity times price, after discount, price less
 * cost, days between two dates of one row. They stand in the index like columns.
 */
export function derivedColumns(own: readonly IndexedColumn[], firstId: number): IndexedColumn[] {
  const made: Derived[] = [...sales(own), ...margins(own), ...durations(own)]
  return made.map((derived, i) => toColumn(own[0]!, derived, firstId + i))
}

type Derived = {
  readonly name: string
  readonly expr: Expr
  readonly aliases: readonly string[]
  readonly from: readonly IndexedColumn[]
}

/** A computed column of the table of `like`. */
export function toColumn(
  like: IndexedColumn,
  { name, expr, aliases }: Omit<Derived, 'from'>,
  id: number,
): IndexedColumn {
  const profile: Profile = { rows: like.profile.rows, nulls: 0, values: [], complete: false, numeric: true }
  const [words, ...others] = aliases.map(alias => alias.split(' '))
  return {
    id,
    table: like.table,
    key: like.key,
    name,
    column: { name, type: 'real', declared: '', nullable: true, primaryKey: false, unique: false },
    words: words!,
    aliases: others,
    expr,
    profile,
    foreignKey: false,
    idLike: false,
    display: false,
    unique: false,
  }
}

const ref = (col: IndexedColumn): Expr => column(col.key, col.name)
export const arithmetic = (op: Arithmetic['op'], left: Expr, right: Expr): Expr => ({
  kind: 'arithmetic',
  op,
  left,
  right,
})

const named = (own: readonly IndexedColumn[], pattern: RegExp): IndexedColumn[] =>
  own.filter(col => col.profile.numeric && !col.idLike && pattern.test(col.words.join(' ')))

export const isDiscount = (col: IndexedColumn): boolean =>
  /discount|rebate|rabatt/.test(col.words.join(' ')) && col.profile.numeric

/** `amount` less a discount, which is in percent when some value is above 1; no discount counts as 0. */
export function afterDiscount(amount: Expr, discount: IndexedColumn): Expr {
  const rate: Expr =
    discount.profile.nulls > 0 ? { kind: 'coalesce', arg: ref(discount), fallback: literal(0) } : ref(discount)
  const percent = (discount.profile.max ?? 0) > 1
  const share: Expr = percent ? { kind: 'ratio', numerator: rate, denominator: literal(100), percent: false } : rate
  return arithmetic('*', amount, arithmetic('-', literal(1), share))
}

const grossAliases = [
  'revenue',
  'sale',
  'turnover',
  'gross sale',
  'gross revenue',
  'revenue before discount',
  'sale before discount',
  'order value',
  'gross amount',
  'amount spent',
  'spent',
  'spend',
  'spending',
  'line total',
  'line value',
  'money',
] as const
const netAliases = [
  'net revenue',
  'net sale',
  'revenue after discount',
  'sale after discount',
  'discounted revenue',
  'net amount',
  'amount after discount',
  'revenue less discount',
  'amount less discount',
  'spent after discount',
  'amount spent after discount',
  'revenue discount off',
  'net turnover',
  'net order value',
  'invoiced after discount',
  'revenue net of discount',
  'revenue discount deducted',
] as const

function sales(own: readonly IndexedColumn[]): Derived[] {
  const [quantity] = named(own, /^(qty|quantity|unit|units|pieces|pcs|count)$|\b(qty|quantity)\b/)
  const [price] = named(own, /\bprice\b|^rate$|unit cost/)
  const discount = own.find(isDiscount)
  if (quantity !== undefined && price !== undefined) {
    const gross = arithmetic('*', ref(quantity), ref(price))
    const all: Derived[] = [{ name: 'revenue', expr: gross, aliases: grossAliases, from: [quantity, price] }]
    if (discount !== undefined)
      all.push({
        name: 'net revenue',
        expr: afterDiscount(gross, discount),
        aliases: netAliases,
        from: [quantity, price, discount],
      })
    return all
  }
  const [amount] = named(own, /\b(amount|total|fee|sum)\b/)
  if (amount === undefined || discount === undefined) return []
  return [
    { name: 'net amount', expr: afterDiscount(ref(amount), discount), aliases: netAliases, from: [amount, discount] },
  ]
}

function margins(own: readonly IndexedColumn[]): Derived[] {
  const [cost] = named(own, /^(unit )?cost$|purchase price|cost price/)
  const price = named(own, /\bprice\b|revenue/).find(col => col !== cost)
  if (cost === undefined || price === undefined) return []
  return [
    {
      name: 'margin',
      expr: arithmetic('-', ref(price), ref(cost)),
      aliases: ['margin', 'profit', 'gross margin', 'markup', 'profit margin'],
      from: [price, cost],
    },
  ]
}

const start =
  /\b(start(ed)?|begin|began|open(ed)?|order(ed)?|adm|admi\w+|from|issued?|hired?|check in|check ?in|depart\w*|created?|book(ed)?|received?|loan(ed)?|borrow(ed)?|rent(ed)?|pick up)\b/
const end =
  /\b(end(ed)?|finish(ed)?|closed?|ship(ped)?|dis|discharged?|to|paid|due|return(ed)?|check out|check ?out|arriv\w*|deliver\w*|completed?|resolved?|done|left)\b/

function durations(own: readonly IndexedColumn[]): Derived[] {
  const moments = own.filter(col => col.profile.storage !== undefined && col.profile.storage !== 'year')
  const text = (col: IndexedColumn): string => col.words.join(' ')
  const pairs = moments.flatMap(a =>
    moments
      .filter(b => b.id !== a.id && start.test(text(a)) && end.test(text(b)) && !start.test(text(b)))
      .map(b => ({ a, b })),
  )
  return pairs.slice(0, 3).map(({ a, b }) => {
    const date = (col: IndexedColumn): DateOf => ({
      kind: 'date',
      arg: column(col.key, col.name),
      storage: col.profile.storage!,
    })
    const word = (col: IndexedColumn): string =>
      col.words.filter(one => !/^(date|dt|at|on|time|day)$/.test(one)).join(' ')
    return {
      name: `days from ${a.name} to ${b.name}`,
      expr: { kind: 'days-between', from: date(a), to: date(b) },
      aliases: [
        `day ${word(b)}`,
        'duration',
        'length stay',
        'length of stay',
        'stayed',
        `day to ${word(b)}`,
        `day from ${word(a)} to ${word(b)}`,
        `day until ${word(b)}`,
        'delay',
        `${word(b)} time`,
        'day stayed',
      ],
      from: [a, b],
    }
  })
}
