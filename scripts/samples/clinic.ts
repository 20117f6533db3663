import {
  clinicSchema,
  departmentList,
  doctorList,
  drugList,
  icdList,
  insurerList,
  labList,
  visitStatusList,
} from './clinic-data.ts'
import { toDay, toDotted, toIso, toStamp } from './dates.ts'
import { type Row, toSqlite } from './files.ts'
import { countries, type Person, toPeople } from './people.ts'
import { type Random, toRandom } from './random.ts'

const firstDay = toDay('2022-01-03')
/** The day the records were taken: later visits are planned, open ones are still in the house. */
const today = toDay('2024-06-24')
const lastDay = toDay('2024-07-19')
const patientCount = 80
const withoutVisits = 6

interface Patient {
  id: number
  person: Person
  born: number
  /** How often the patient comes; 0 never. */
  pull: number
}
interface Visit {
  id: number
  patient: Patient
  doctor: number
  dept: string
  day: number
  leaveDay: number | null
  type: string
  status: string
}

/** The clinic as an SQLite file image. */
export async function toClinic(): Promise<Uint8Array> {
  const random = toRandom(450_101)
  const local = countries.filter(country => ['DE', 'AT', 'TR', 'PL', 'ES', 'FR'].includes(country.code))
  const people = toPeople(random, patientCount - 1 + doctorList.length, local)
  const staff = people.slice(patientCount - 1)
  const patients = toPatients(random, people.slice(0, patientCount - 1))
  const visits = toVisits(random, patients)
  const attended = visits.filter(visit => 'AD'.includes(visit.status))
  return toSqlite(clinicSchema, [
    { name: 'departments', rows: toDepartments() },
    { name: 'doctors', rows: toDoctors(staff) },
    { name: 'insurers', rows: insurerList.map(([ins_cd, ins_name, kind]) => ({ ins_cd, ins_name, kind })) },
    { name: 'patients', rows: toPatientRows(random, patients, visits) },
    { name: 'visit_status', rows: visitStatusList.map(([st, label]) => ({ st, label })) },
    { name: 'visits', rows: toVisitRows(random, visits) },
    { name: 'icd_codes', rows: icdList.map(([code, descr, chronic]) => ({ code, descr, chronic })) },
    { name: 'visit_dx', rows: toDiagnoses(random, attended) },
    {
      name: 'drugs',
      rows: drugList.map(([drug_cd, drug_name, form, pack_price]) => ({ drug_cd, drug_name, form, pack_price })),
    },
    { name: 'prescriptions', rows: toPrescriptions(random, attended) },
    {
      name: 'lab_tests',
      rows: labList.map(([test_cd, test_name, unit, ref_low, ref_high]) => ({
        test_cd,
        test_name,
        unit,
        ref_low,
        ref_high,
      })),
    },
    { name: 'lab_results', rows: toLabResults(random, attended) },
  ])
}

function toDepartments(): Row[] {
  return departmentList.map(([dept_cd, dept_name, floor, beds]) => ({
    dept_cd,
    dept_name,
    floor,
    beds,
    // Dermatology has no head at present.
    head_doc: dept_cd === 'DERM' ? null : 101 + doctorList.findIndex(doctor => doctor[0] === dept_cd),
  }))
}

function toDoctors(staff: readonly Person[]): Row[] {
  return doctorList.map(([dept_cd, title, hired, fte], index) => {
    const { given, family } = staff[index]!
    return { doc_id: 101 + index, title, first_nm: given, last_nm: family, dept_cd, hired, fte }
  })
}

function toPatients(random: Random, people: readonly Person[]): Patient[] {
  const patients = people.map((person, index): Patient => {
    const isChild = index % 5 === 2
    const born = isChild
      ? random.int(toDay('2009-01-01'), toDay('2020-12-31'))
      : random.bell(toDay('1932-01-01'), toDay('2003-12-31'))
    return { id: 0, person, born, pull: index < withoutVisits ? 0 : random.weighted([1, 2, 3, 5, 8], pull => 9 - pull) }
  })
  // Two people share a name; only the date of birth and the number tell them apart.
  const namesake = patients[20]!
  patients.push({ ...namesake, person: { ...namesake.person, city: 'Leipzig' }, born: namesake.born - 9741, pull: 3 })
  return random.shuffle(patients).map((patient, index) => ({ ...patient, id: 2001 + index }))
}

function toVisits(random: Random, patients: readonly Patient[]): Visit[] {
  const doctors = random.shuffle(
    doctorList.flatMap(([, , , , visits], index) => Array.from({ length: visits }, () => index)),
  )
  const days = doctors.map((_, index) => {
    const day = index < 12 ? random.int(today + 1, lastDay) : random.int(firstDay, today)
    // The house sees hardly anyone at weekends: move most of them to a weekday of the week after.
    const weekday = (day + 4) % 7
    return (weekday === 6 || weekday === 0) && random.chance(80)
      ? day + random.int(1, 5) + (weekday === 6 ? 1 : 0)
      : day
  })
  days.sort((a, b) => a - b)
  return doctors.map((doctor, index): Visit => {
    const day = days[index]!
    const [dept, , hired] = doctorList[doctor]!
    if (toDay(hired) > day) throw new Error(`visit before doctor ${doctor} was hired`)
    const isChildren = dept === 'PEDI'
    const fitting = patients.filter(patient => patient.born < day - 200 && isChildren === patient.born > day - 16 * 365)
    const patient = random.weighted(fitting, each => each.pull)
    const type = toVisitType(random, dept, day)
    const stay = toStay(random, type, day)
    const status =
      day > today ? random.weighted(['P', 'C'], each => (each === 'P' ? 9 : 1)) : toPastStatus(random, stay, day)
    return {
      id: 30_001 + index,
      patient,
      doctor,
      dept,
      day,
      leaveDay: status === 'D' ? day + stay : null,
      type,
      status,
    }
  })
}

/** O outpatient, I inpatient, E emergency; the database has no table that says so. */
function toVisitType(random: Random, dept: string, day: number): string {
  const isRecent = day <= today && day > today - 8
  const pull: Record<string, number> = { O: isRecent ? 3 : 13, I: dept === 'DERM' ? 1 : 5, E: day > today ? 0 : 2 }
  return random.weighted(['O', 'I', 'E'], each => pull[each]!)
}

function toStay(random: Random, type: string, day: number): number {
  if (type === 'O') return 0
  if (type === 'E') return random.int(0, 1)
  return random.weighted([1, 2, 3, 4, 6, 9, 14], days => 16 - days) + (day > today - 8 ? 4 : 0)
}

function toPastStatus(random: Random, stay: number, day: number): string {
  if (stay > 0 && day + stay >= today) return 'A'
  return random.weighted(['D', 'C', 'N'], each => ({ D: 88, C: 7, N: 5 })[each]!)
}

function toPatientRows(random: Random, patients: readonly Patient[], visits: readonly Visit[]): Row[] {
  return patients.map(patient => {
    const { person } = patient
    const firstVisit = visits.find(visit => visit.patient === patient)?.day ?? random.int(firstDay + 200, today)
    const isAdult = patient.born < today - 18 * 365
    return {
      pat_id: patient.id,
      fam_name: person.family,
      given_name: person.given,
      sex: person.sex,
      dob: toDotted(patient.born),
      city: person.city,
      ins_cd: random.weighted(
        ['NKK', 'HVK', 'ALP', 'SUN', null],
        code => ({ NKK: 9, HVK: 7, ALP: 3, SUN: 1 })[code ?? ''] ?? 1,
      ),
      blood_grp: random.chance(60)
        ? random.weighted(['0+', 'A+', 'B+', 'AB+', '0-', 'A-'], group => 6 - group.length)
        : null,
      smoker: isAdult && random.chance(85) ? random.weighted(['N', 'Y'], each => (each === 'N' ? 7 : 3)) : null,
      registered: toDotted(firstVisit - random.int(0, 30)),
    }
  })
}

function toVisitRows(random: Random, visits: readonly Visit[]): Row[] {
  return visits.map(({ id, patient, doctor, dept, day, leaveDay, type, status }) => {
    const floor = departmentList.find(each => each[0] === dept)![2]
    const attended = status === 'D' || status === 'A'
    const perDay = type === 'I' ? 310 : 0
    const base = { O: 65, I: 420, E: 180 }[type]!
    return {
      visit_id: id,
      pat_id: patient.id,
      doc_id: 101 + doctor,
      visit_type: type,
      st: status,
      'Adm Date': toIso(day),
      'Dis Date': leaveDay === null ? null : toIso(leaveDay),
      room:
        attended && type === 'I'
          ? `${'ABC'[random.int(0, 2)]}${floor}${String(random.int(1, 18)).padStart(2, '0')}`
          : null,
      fee: status === 'D' ? base + perDay * (leaveDay! - day) + random.int(0, 160) / 4 : null,
    }
  })
}

function toDiagnoses(random: Random, attended: readonly Visit[]): Row[] {
  return attended.flatMap(({ id, dept }) => {
    const fitting = icdList.filter(([, , , departments]) => departments.includes(dept))
    const count = Math.min(
      fitting.length,
      random.weighted([1, 2, 3], each => [10, 5, 2][each - 1]!),
    )
    return random
      .sample(fitting, count)
      .map(([icd], place): Row => ({ visit_id: id, icd, prim: place === 0 ? 'Y' : 'N' }))
  })
}

function toPrescriptions(random: Random, attended: readonly Visit[]): Row[] {
  let rx = 0
  return attended.flatMap(({ id, dept, day }) => {
    const fitting = drugList.filter(drug => drug[5].includes(dept))
    const count = Math.min(
      fitting.length,
      random.weighted([0, 1, 2, 3], each => [8, 8, 3, 1][each]!),
    )
    const [rx_year, rx_month, rx_day] = toIso(day).split('-').map(Number) as [number, number, number]
    return random.sample(fitting, count).map(
      ([drug, , , , doses]): Row => ({
        rx_id: ++rx,
        visit_id: id,
        drug,
        dose_mg: doses.length > 0 ? random.pick(doses) : null,
        times_day: random.weighted([1, 2, 3, 4], each => 9 - 2 * each),
        days: random.pick([5, 7, 7, 10, 14, 30, 90]),
        rx_year,
        rx_month,
        rx_day,
      }),
    )
  })
}

function toLabResults(random: Random, attended: readonly Visit[]): Row[] {
  let lab = 0
  return attended
    .filter(() => random.chance(38))
    .flatMap(({ id, patient, day }) => {
      const tests = random.sample(labList.slice(0, -1), random.int(1, 5))
      const second = random.int(7 * 3600, 16 * 3600)
      return tests.map(([test_cd, , , low, high, least, most]): Row => {
        const val = random.chance(4) ? null : random.bell(least, most) / 100
        return {
          lab_no: 70_001 + lab++,
          patient: patient.id,
          visit_id: random.chance(90) ? id : null,
          test_cd,
          val,
          flag: toFlag(val, low, high),
          taken_at: toStamp(day, second),
        }
      })
    })
}

function toFlag(val: number | null, low: number | null, high: number | null): string | null {
  if (val === null) return null
  if (low !== null && val < low) return 'L'
  return high !== null && val > high ? 'H' : null
}
