const dayMs = 86_400_000

/** Day number (days since 1970-01-01) of an ISO date. */
export function toDay(iso: string): number {
  return Date.parse(`${iso}T00:00:00Z`) / dayMs
}

/** `2024-03-05` */
export function toIso(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** `05.03.2024` */
export function toDotted(day: number): string {
  const [year, month, date] = toIso(day).split('-')
  return `${date}.${month}.${year}`
}

/** `2024-03-05 13:22:10` from a day number and the seconds since its midnight (which may run past it). */
export function toStamp(day: number, seconds: number): string {
  return new Date(day * dayMs + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
}

export function monthOf(day: number): number {
  return Number(toIso(day).slice(5, 7))
}

export function yearOf(day: number): number {
  return Number(toIso(day).slice(0, 4))
}
