import type { Random } from './random.ts'

/** Name and place pools of one country; every person made from them is invented. */
export interface Country {
  code: string
  name: string
  cities: readonly string[]
  female: readonly string[]
  male: readonly string[]
  family: readonly string[]
}

const list = (text: string): string[] => text.split(', ')

export const countries: readonly Country[] = [
  {
    code: 'DE',
    name: 'Germany',
    cities: list('Köln, Leipzig, Hamburg, Freiburg im Breisgau, München'),
    female: list('Lena, Jutta, Käthe, Wiebke, Franziska'),
    male: list('Jörg, Tilman, Henrik, Lukas, Bernd'),
    family: list('Brückner, Vogelsang, Petersen, Krautwald, Löwe'),
  },
  {
    code: 'AT',
    name: 'Austria',
    cities: list('Wien, Graz, Sankt Pölten'),
    female: list('Resi, Magdalena, Vroni'),
    male: list('Severin, Korbinian, Alois'),
    family: list('Moosbacher, Hölzl, Steinwender'),
  },
  {
    code: 'CH',
    name: 'Switzerland',
    cities: list('Zürich, Genève, Sankt Gallen'),
    female: list('Regula, Seraina, Océane'),
    male: list('Urs, Beat, Reto'),
    family: list('Rüegsegger, Zumbrunn, Aebischer'),
  },
  {
    code: 'FR',
    name: 'France',
    cities: list('Lyon, Nîmes, Saint-Étienne, Aix-en-Provence'),
    female: list('Zoé, Hélène, Maëlle, Solène'),
    male: list('Benoît, Rémi, Théo, Gaël'),
    family: list('Garçon, Lefèvre, Dubreuil, Castagne'),
  },
  {
    code: 'ES',
    name: 'Spain',
    cities: list('A Coruña, Málaga, San Sebastián'),
    female: list('Inés, Begoña, Lucía'),
    male: list('Íñigo, Andrés, Joaquín'),
    family: list('Núñez, Ibáñez Roca, Peñalver'),
  },
  {
    code: 'BR',
    name: 'Brazil',
    cities: list('São Paulo, Florianópolis, Belém'),
    female: list('Conceição, Thaís, Luíza'),
    male: list('João, Caíque, Otávio'),
    family: list('Magalhães, Assunção, Teles Brandão'),
  },
  {
    code: 'SE',
    name: 'Sweden',
    cities: list('Malmö, Göteborg, Umeå'),
    female: list('Åsa, Linnéa, Saga'),
    male: list('Björn, Måns, Torvald'),
    family: list('Sjöholm, Ekdahl, Åkerblad'),
  },
  {
    code: 'PL',
    name: 'Poland',
    cities: list('Kraków, Łódź, Zielona Góra'),
    female: list('Małgorzata, Jagoda, Kinga'),
    male: list('Paweł, Zbigniew, Michał'),
    family: list('Wróblewicz, Gąska, Zając'),
  },
  {
    code: 'GB',
    name: 'United Kingdom',
    cities: list('Leeds, Inverness, Stow-on-the-Wold'),
    female: list('Imogen, Bronwen, Philippa'),
    male: list('Angus, Rhys, Alistair'),
    family: list("Thackeridge, O'Dowell, Penhallow"),
  },
  {
    code: 'TR',
    name: 'Türkiye',
    cities: list('İzmir, Eskişehir'),
    female: list('Ayşe, Gülşen'),
    male: list('Çağlar, Özgür'),
    family: list('Şahinoğlu, Yıldırımlı'),
  },
]

export interface Person {
  given: string
  family: string
  sex: 'F' | 'M'
  country: Country
  city: string
}

/** People with no name twice; countries with longer name lists come up more often. */
export function toPeople(random: Random, count: number, pool: readonly Country[] = countries): Person[] {
  const seen = new Set<string>()
  const people: Person[] = []
  while (people.length < count) {
    const country = random.weighted(pool, each => each.family.length)
    const sex = random.pick(['F', 'M'] as const)
    const given = random.pick(sex === 'F' ? country.female : country.male)
    const family = random.pick(country.family)
    const name = `${given} ${family}`
    if (seen.has(name)) continue
    seen.add(name)
    people.push({ given, family, sex, country, city: random.pick(country.cities) })
  }
  return people
}

/** `Jörg Löwe` as `jorg.lowe`, for addresses at example domains. */
export function toMailbox(person: Pick<Person, 'given' | 'family'>): string {
  const plain = (text: string): string =>
    text
      .normalize('NFD')
      .replaceAll('ł', 'l')
      .replaceAll('Ł', 'L')
      .replaceAll('ı', 'i')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase()
  return `${plain(person.given)}.${plain(person.family)}`
}
