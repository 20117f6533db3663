/** Words with -our that lose their u; of other words the ending is no matter of spelling ("four", "hour"). */
const our =
  /^(arm|behavi|col|disc?ol|endeav|fav|flav|glam|harb|hon|hum|lab|neighb|od|parl|ranc|rig|rum|sav|splend|val|vap|vig)our/

const whole: ReadonlyMap<string, string> = new Map(
  Object.entries({
    grey: 'gray',
    cheque: 'check',
    tyre: 'tire',
    plough: 'plow',
    mould: 'mold',
    pyjamas: 'pajamas',
    storey: 'story',
    jewellery: 'jewelry',
    aluminium: 'aluminum',
    programme: 'program',
    kerb: 'curb',
    sceptical: 'skeptical',
    defence: 'defense',
    offence: 'offense',
    licence: 'license',
    pretence: 'pretense',
    practise: 'practice',
    moustache: 'mustache',
    doughnut: 'donut',
    cosy: 'cozy',
    draught: 'draft',
    judgement: 'judgment',
    ageing: 'aging',
    fulfil: 'fulfill',
    enrol: 'enroll',
    enrolment: 'enrollment',
    instalment: 'installment',
    skilful: 'skillful',
    catalogue: 'catalog',
    dialogue: 'dialog',
    analogue: 'analog',
    mum: 'mom',
    aeroplane: 'airplane',
    anaemia: 'anemia',
    paediatric: 'pediatric',
    paediatrics: 'pediatrics',
    orthopaedics: 'orthopedics',
    gynaecology: 'gynecology',
    haematology: 'hematology',
    anaesthesia: 'anesthesia',
    oesophagus: 'esophagus',
    diarrhoea: 'diarrhea',
  }),
)

/**
 * One spelling for both sides of the Atlantic: the American form of a lower-case word, most often. It is a key to
 * compare by, not text to show: "advise" and the like come out as no one writes them.
 */
export function toAmerican(word: string): string {
  const known = whole.get(word)
  if (known !== undefined) return known
  if (word.length < 5) return word
  return word
    .replace(our, '$1or')
    .replace(/(cent|theat|lit|met|fib|calib|sab|spect|lust|somb|meag)re(s?)$/, '$1er$2')
    .replace(/(.{3})is(e|es|ed|er|ers|ing|ation|ations)$/, '$1iz$2')
    .replace(/(anal|paral|catal)ys(e|es|ed|er|ing)$/, '$1yz$2')
    .replace(/([^aeiou][aeiou])ll(ed|ing|er|ers|or|ors)$/, '$1l$2')
}
