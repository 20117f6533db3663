/** A light English stemmer for names and questions: plural and possessive endings only, so that words stay words. */

const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    people: 'person',
    persons: 'person',
    men: 'man',
    women: 'woman',
    children: 'child',
    mice: 'mouse',
    feet: 'foot',
    teeth: 'tooth',
    geese: 'goose',
    oxen: 'ox',
    data: 'data',
    series: 'series',
    species: 'species',
    news: 'news',
    status: 'status',
    address: 'address',
    has: 'have',
    had: 'have',
    is: 'be',
    are: 'be',
    was: 'be',
    were: 'be',
    this: 'this',
    does: 'do',
    bus: 'bus',
    gas: 'gas',
    movies: 'movie',
    cookies: 'cookie',
    calories: 'calorie',
    wives: 'wife',
    lives: 'life',
    leaves: 'leaf',
    shelves: 'shelf',
    analyses: 'analysis',
    indices: 'index',
    criteria: 'criterion',
    ties: 'tie',
    lies: 'lie',
    dies: 'die',
    courses: 'course',
    houses: 'house',
    purchases: 'purchase',
    cases: 'case',
    phases: 'phase',
    databases: 'database',
    licenses: 'license',
    horses: 'horse',
    nurses: 'nurse',
    expenses: 'expense',
    responses: 'response',
    warehouses: 'warehouse',
    diseases: 'disease',
    releases: 'release',
    leases: 'lease',
    diagnoses: 'diagnosis',
    uses: 'use',
    causes: 'cause',
    prizes: 'prize',
    sizes: 'size',
    caches: 'cache',
    aches: 'ache',
    axes: 'axis',
  }),
)

/** The singular of a lower-case word. */
export function stem(word: string): string {
  const special = irregular.get(word)
  if (special !== undefined) return special
  if (word.length <= 3 || !word.endsWith('s')) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(ss|us|is)$/.test(word)) return word
  if (/(sh|ch|x|z|ss)es$/.test(word)) return word.slice(0, -2)
  if (/(ose|ase|use|ise|rse|nse)s$/.test(word)) return word.slice(0, -1)
  if (/(s|o)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}
