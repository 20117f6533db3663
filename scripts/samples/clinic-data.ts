// Keys left undeclared on purpose: departments.head_doc, visit_dx.icd, prescriptions.drug, lab_results.patient.
export const clinicSchema = `
CREATE TABLE departments (
  dept_cd TEXT PRIMARY KEY,
  dept_name TEXT NOT NULL,
  floor INTEGER NOT NULL,
  beds INTEGER NOT NULL,
  head_doc INTEGER
);
CREATE TABLE doctors (
  doc_id INTEGER PRIMARY KEY,
  title TEXT,
  first_nm TEXT NOT NULL,
  last_nm TEXT NOT NULL,
  dept_cd TEXT NOT NULL REFERENCES departments(dept_cd),
  hired TEXT NOT NULL,
  fte REAL NOT NULL
);
CREATE TABLE insurers (
  ins_cd TEXT PRIMARY KEY,
  ins_name TEXT NOT NULL,
  kind TEXT NOT NULL
);
CREATE TABLE patients (
  pat_id INTEGER PRIMARY KEY,
  fam_name TEXT NOT NULL,
  given_name TEXT NOT NULL,
  sex TEXT NOT NULL,
  dob TEXT NOT NULL,
  city TEXT NOT NULL,
  ins_cd TEXT REFERENCES insurers(ins_cd),
  blood_grp TEXT,
  smoker TEXT,
  registered TEXT NOT NULL
);
CREATE TABLE visit_status (
  st TEXT PRIMARY KEY,
  label TEXT NOT NULL
);
CREATE TABLE visits (
  visit_id INTEGER PRIMARY KEY,
  pat_id INTEGER NOT NULL REFERENCES patients(pat_id),
  doc_id INTEGER NOT NULL REFERENCES doctors(doc_id),
  visit_type TEXT NOT NULL,
  st TEXT NOT NULL REFERENCES visit_status(st),
  "Adm Date" TEXT NOT NULL,
  "Dis Date" TEXT,
  room TEXT,
  fee REAL
);
CREATE TABLE icd_codes (
  code TEXT PRIMARY KEY,
  descr TEXT NOT NULL,
  chronic TEXT NOT NULL
);
CREATE TABLE visit_dx (
  visit_id INTEGER NOT NULL REFERENCES visits(visit_id),
  icd TEXT NOT NULL,
  prim TEXT NOT NULL,
  PRIMARY KEY (visit_id, icd)
);
CREATE TABLE drugs (
  drug_cd TEXT PRIMARY KEY,
  drug_name TEXT NOT NULL,
  form TEXT NOT NULL,
  pack_price REAL NOT NULL
);
CREATE TABLE prescriptions (
  rx_id INTEGER PRIMARY KEY,
  visit_id INTEGER NOT NULL REFERENCES visits(visit_id),
  drug TEXT NOT NULL,
  dose_mg REAL,
  times_day INTEGER NOT NULL,
  days INTEGER NOT NULL,
  rx_year INTEGER NOT NULL,
  rx_month INTEGER NOT NULL,
  rx_day INTEGER NOT NULL
);
CREATE TABLE lab_tests (
  test_cd TEXT PRIMARY KEY,
  test_name TEXT NOT NULL,
  unit TEXT NOT NULL,
  ref_low REAL,
  ref_high REAL
);
CREATE TABLE lab_results (
  lab_no INTEGER PRIMARY KEY,
  patient INTEGER NOT NULL,
  visit_id INTEGER REFERENCES visits(visit_id),
  test_cd TEXT NOT NULL REFERENCES lab_tests(test_cd),
  val REAL,
  flag TEXT,
  taken_at TEXT NOT NULL
);
`

/** Code, name, floor, beds. */
export const departmentList: readonly (readonly [string, string, number, number])[] = [
  ['CARD', 'Cardiology', 2, 24],
  ['DERM', 'Dermatology', 1, 8],
  ['NEUR', 'Neurology', 3, 18],
  ['ORTH', 'Orthopedics', 1, 30],
  ['PEDI', 'Pediatrics', 4, 16],
  ['PNEU', 'Pneumology', 2, 20],
]

/** Department, title, hired on, full-time share, visits; the two doctors per department stand together. */
export const doctorList: readonly (readonly [string, string | null, string, number, number])[] = [
  ['CARD', 'Prof.', '2009-04-01', 1, 62],
  ['CARD', 'Dr.', '2018-10-15', 0.8, 45],
  ['DERM', 'Dr.', '2014-01-07', 1, 44],
  ['DERM', null, '2021-09-01', 0.5, 24],
  ['NEUR', 'Dr.', '2012-06-01', 1, 47],
  ['NEUR', 'Dr.', '2019-03-18', 0.8, 38],
  ['ORTH', 'Prof.', '2011-11-01', 1, 55],
  ['ORTH', 'Dr.', '2020-02-03', 1, 40],
  ['PEDI', 'Dr.', '2016-08-22', 1, 50],
  ['PEDI', null, '2021-12-01', 0.6, 33],
  ['PNEU', 'Dr.', '2013-05-13', 1, 62],
  ['PNEU', null, '2024-06-17', 1, 0],
]

export const insurerList: readonly (readonly [string, string, string])[] = [
  ['NKK', 'Nordsee Krankenkasse', 'public'],
  ['HVK', 'Havelland Kasse', 'public'],
  ['ALP', 'Alpenblick Versicherung', 'private'],
  ['SUN', 'Sunstone Travel Cover', 'travel'],
]

export const visitStatusList: readonly (readonly [string, string])[] = [
  ['P', 'planned'],
  ['A', 'admitted'],
  ['D', 'discharged'],
  ['C', 'canceled'],
  ['N', 'no-show'],
]

/** Code, description, chronic Y/N, departments that see it. */
export const icdList: readonly (readonly [string, string, 'Y' | 'N', string])[] = [
  ['I10', 'Essential hypertension', 'Y', 'CARD NEUR PNEU'],
  ['I20.9', 'Angina pectoris, unspecified', 'N', 'CARD'],
  ['I25.1', 'Coronary artery disease', 'Y', 'CARD'],
  ['I48.0', 'Paroxysmal atrial fibrillation', 'N', 'CARD'],
  ['I50.9', 'Heart failure, unspecified', 'Y', 'CARD PNEU'],
  ['E11.9', 'Type 2 diabetes without complications', 'Y', 'CARD NEUR'],
  ['E78.0', 'Pure hypercholesterolemia', 'Y', 'CARD'],
  ['L20.9', 'Atopic dermatitis, unspecified', 'Y', 'DERM PEDI'],
  ['L40.0', 'Psoriasis vulgaris', 'Y', 'DERM'],
  ['L50.0', 'Allergic urticaria', 'N', 'DERM PEDI'],
  ['L70.0', 'Acne vulgaris', 'N', 'DERM'],
  ['G40.9', 'Epilepsy, unspecified', 'Y', 'NEUR'],
  ['G43.0', 'Migraine without aura', 'Y', 'NEUR'],
  ['G43.1', 'Migraine with aura', 'Y', 'NEUR'],
  ['G47.3', 'Sleep apnea', 'Y', 'NEUR PNEU'],
  ['R51', 'Headache', 'N', 'NEUR'],
  ['M17.1', 'Primary gonarthrosis', 'Y', 'ORTH'],
  ['M54.5', 'Low back pain', 'N', 'ORTH'],
  ['S52.5', 'Fracture of lower end of radius', 'N', 'ORTH'],
  ['S83.2', 'Tear of meniscus', 'N', 'ORTH'],
  ['S93.4', 'Sprain of ankle', 'N', 'ORTH'],
  ['H66.9', 'Otitis media, unspecified', 'N', 'PEDI'],
  ['J03.9', 'Acute tonsillitis, unspecified', 'N', 'PEDI'],
  ['J06.9', 'Acute upper respiratory infection', 'N', 'PEDI PNEU'],
  ['J18.9', 'Pneumonia, unspecified', 'N', 'PNEU PEDI'],
  ['J44.1', 'COPD with acute exacerbation', 'Y', 'PNEU'],
  ['J45.0', 'Predominantly allergic asthma', 'Y', 'PNEU PEDI'],
  ['J45.9', 'Asthma, unspecified', 'Y', 'PNEU'],
  ['A69.2', 'Lyme disease', 'N', ''],
  ['T78.0', 'Anaphylactic shock due to food', 'N', ''],
]

/** Code, name, form, pack price, doses in mg, departments that prescribe it. */
export const drugList: readonly (readonly [string, string, string, number, readonly number[], string])[] = [
  ['C07AB07', 'Bisoprolol', 'tablet', 14.3, [2.5, 5, 10], 'CARD'],
  ['C09AA05', 'Ramipril', 'tablet', 12.9, [2.5, 5], 'CARD PNEU'],
  ['C10AA05', 'Atorvastatin', 'tablet', 18.6, [20, 40], 'CARD'],
  ['A10BA02', 'Metformin', 'tablet', 15.2, [500, 850, 1000], 'CARD NEUR'],
  ['B01AA04', 'Phenprocoumon', 'tablet', 21.4, [3], 'CARD'],
  ['D07AC13', 'Mometasone', 'ointment', 16.75, [], 'DERM'],
  ['R06AE07', 'Cetirizine', 'drops', 8.95, [10], 'DERM PEDI'],
  ['D10AE01', 'Benzoyl peroxide', 'gel', 11.5, [], 'DERM'],
  ['N02CC01', 'Sumatriptan', 'tablet', 24.1, [50, 100], 'NEUR'],
  ['N03AX14', 'Levetiracetam', 'tablet', 46.8, [250, 500], 'NEUR'],
  ['M01AE01', 'Ibuprofen', 'tablet', 6.45, [400, 600], 'ORTH NEUR'],
  ['N02BB02', 'Metamizole', 'drops', 9.8, [500], 'ORTH'],
  ['J01CA04', 'Amoxicillin', 'syrup', 13.35, [250, 500], 'PEDI PNEU'],
  ['N02BE01', 'Paracetamol', 'syrup', 4.2, [125, 250], 'PEDI'],
  ['R03AC02', 'Salbutamol', 'inhaler', 17.9, [0.1], 'PNEU PEDI'],
  ['R03BA02', 'Budesonide', 'inhaler', 29.6, [0.2, 0.4], 'PNEU'],
  ['H02AB06', 'Prednisolone', 'tablet', 12.15, [5, 20], 'PNEU DERM'],
  ['P01BC01', 'Quinine', 'tablet', 33.0, [200], ''],
]

/** Code, name, unit, reference range, and the range (in hundredths of a unit) that values fall in. */
export const labList: readonly (readonly [string, string, string, number | null, number | null, number, number])[] = [
  ['HB', 'Hemoglobin', 'g/dl', 12, 17.5, 900, 1900],
  ['LEU', 'Leukocytes', '10^9/l', 4, 10, 250, 1500],
  ['CRP', 'C-reactive protein', 'mg/l', null, 5, 10, 1100],
  ['GLU', 'Glucose', 'mg/dl', 70, 110, 6000, 15_500],
  ['LDL', 'LDL cholesterol', 'mg/dl', null, 130, 5500, 21_000],
  ['K', 'Potassium', 'mmol/l', 3.5, 5.1, 300, 580],
  ['NA', 'Sodium', 'mmol/l', 135, 145, 12_900, 15_100],
  ['CREA', 'Creatinine', 'mg/dl', 0.5, 1.2, 40, 165],
  ['TSH', 'Thyrotropin', 'mU/l', 0.4, 4, 10, 560],
  ['FER', 'Ferritin', 'µg/l', 15, 300, 500, 41_000],
]
