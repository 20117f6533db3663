export const shopSchema = `
CREATE TABLE categories (
  category_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  parent_id INTEGER REFERENCES categories(category_id)
);
CREATE TABLE suppliers (
  supplier_id INTEGER PRIMARY KEY,
  company_name TEXT NOT NULL,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  phone TEXT,
  partner_since TEXT NOT NULL
);
CREATE TABLE products (
  product_id INTEGER PRIMARY KEY,
  sku TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  category_id INTEGER NOT NULL REFERENCES categories(category_id),
  list_price REAL NOT NULL,
  cost REAL NOT NULL,
  weight_g INTEGER,
  color TEXT,
  introduced_on TEXT NOT NULL,
  discontinued INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE product_suppliers (
  product_id INTEGER NOT NULL REFERENCES products(product_id),
  supplier_id INTEGER NOT NULL REFERENCES suppliers(supplier_id),
  purchase_price REAL NOT NULL,
  lead_days INTEGER NOT NULL,
  preferred INTEGER NOT NULL,
  PRIMARY KEY (product_id, supplier_id)
);
CREATE TABLE customers (
  custNo INTEGER PRIMARY KEY,
  fullName TEXT NOT NULL,
  custType TEXT NOT NULL,
  eMail TEXT,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  signupDt TEXT NOT NULL,
  birthYr INTEGER,
  newsletter INTEGER NOT NULL,
  referredBy INTEGER REFERENCES customers(custNo)
);
CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY,
  buyer INTEGER NOT NULL REFERENCES customers(custNo),
  order_date TEXT NOT NULL,
  status TEXT NOT NULL,
  shipDt TEXT,
  carrier TEXT,
  payment TEXT NOT NULL,
  freight REAL NOT NULL,
  coupon TEXT,
  created_at TEXT NOT NULL
);
CREATE TABLE order_lines (
  order_id INTEGER NOT NULL REFERENCES orders(order_id),
  line_no INTEGER NOT NULL,
  product_id INTEGER NOT NULL REFERENCES products(product_id),
  qty INTEGER NOT NULL,
  unit_price REAL NOT NULL,
  discount_pct INTEGER NOT NULL,
  PRIMARY KEY (order_id, line_no)
);
CREATE TABLE returns (
  return_id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL,
  line_no INTEGER NOT NULL,
  returned_at TEXT NOT NULL,
  qty INTEGER NOT NULL,
  reason TEXT NOT NULL,
  refund REAL,
  comment TEXT,
  FOREIGN KEY (order_id, line_no) REFERENCES order_lines(order_id, line_no)
);
CREATE TABLE "product reviews" (
  review_no INTEGER PRIMARY KEY,
  product INTEGER NOT NULL REFERENCES products(product_id),
  author INTEGER REFERENCES customers(custNo),
  stars INTEGER NOT NULL,
  title TEXT,
  posted_at TEXT NOT NULL
);
CREATE INDEX orders_by_buyer ON orders(buyer);
CREATE INDEX order_lines_by_product ON order_lines(product_id);
CREATE VIEW order_totals AS
SELECT o.order_id, o.buyer, o.order_date, o.status,
  COUNT(*) AS line_count,
  SUM(l.qty) AS units,
  ROUND(SUM(l.qty * l.unit_price), 2) AS gross,
  ROUND(SUM(l.qty * l.unit_price * (1 - l.discount_pct / 100.0)), 2) AS net,
  o.freight
FROM orders o JOIN order_lines l ON l.order_id = o.order_id
GROUP BY o.order_id;
`

/** Category id, name, parent id. */
export const categoryList: readonly (readonly [number, string, number | null])[] = [
  [1, 'Camping', null],
  [2, 'Hiking', null],
  [3, 'Cycling', null],
  [4, 'Clothing', null],
  [11, 'Tents', 1],
  [12, 'Sleeping', 1],
  [13, 'Stoves & Cookware', 1],
  [21, 'Backpacks', 2],
  [22, 'Footwear', 2],
  [23, 'Poles & Navigation', 2],
  [24, 'Climbing', 2],
  [31, 'Bike Bags', 3],
  [32, 'Lights & Tools', 3],
  [41, 'Jackets', 4],
  [42, 'Base Layers', 4],
]

/** Company, city, country, phone, partner since. */
export const supplierList: readonly (readonly [string, string, string, string | null, string])[] = [
  ['Acme GmbH', 'Köln', 'Germany', '+49 221 5550101', '2016-04-01'],
  ['Müller & Söhne', 'Zürich', 'Switzerland', '+41 44 5550133', '2014-09-15'],
  ['Nordlicht Textil AB', 'Malmö', 'Sweden', null, '2018-02-20'],
  ['Atelier Lumière', 'Saint-Étienne', 'France', '+33 4 55501200', '2019-11-05'],
  ['Żubr Outdoor Sp. z o.o.', 'Kraków', 'Poland', '+48 12 5550177', '2020-06-30'],
  ['Trilha Verde Ltda', 'São Paulo', 'Brazil', null, '2021-03-12'],
  ['Penhallow Cookware Ltd', 'Leeds', 'United Kingdom', '+44 113 5550144', '2017-08-08'],
  ['Hölzl Metallbau KG', 'Graz', 'Austria', '+43 316 5550190', '2022-05-23'],
]

export interface ProductSeed {
  name: string
  category: number
  listCents: number
  grams: number | null
  colors: string
  /** How often it sells compared with the others; 0 never sells. */
  pull: number
  introduced?: string
}

const product = (
  name: string,
  category: number,
  listCents: number,
  grams: number | null,
  colors: string,
  pull: number,
  introduced?: string,
): ProductSeed => ({ name, category, listCents, grams, colors, pull, ...(introduced ? { introduced } : {}) })

export const productList: readonly ProductSeed[] = [
  product('Ridgeline 2 Tent', 11, 28_900, 2150, 'green', 4),
  product('Ridgeline 3 Tent', 11, 34_900, 2780, 'green', 3),
  product('Solo Bivouac', 11, 15_900, 920, 'olive', 2),
  product('Family Dome 5', 11, 47_900, 6400, 'sand', 1),
  product('Tent Peg Set (10)', 11, 1490, 210, '', 7),
  product('Down Bag −5 °C', 12, 22_900, 980, 'blue', 4),
  product('Summer Quilt', 12, 11_900, 610, 'rust', 3),
  product('Foam Mat', 12, 2990, 390, 'gray', 6),
  product('Air Mat Comfort', 12, 9490, 540, 'petrol', 5),
  product('Pillow Mini', 12, 1990, 85, 'blue', 4),
  product('Gas Stove Spark', 13, 4490, 110, '', 6),
  product('Titanium Pot 0.9 l', 13, 5990, 125, '', 4),
  product('Enamel Mug', 13, 1290, 140, 'white', 18),
  product('Coffee Dripper', 13, 1890, 60, 'black', 5),
  product('Spork Duo', 13, 790, 22, 'orange', 6),
  product('Trekker 45 Backpack', 21, 16_900, 1450, 'red', 4),
  product('Trekker 65 Backpack', 21, 20_900, 1850, 'red', 3),
  product('Daypack Föhn 22', 21, 7990, 690, 'yellow', 6),
  product('Rain Cover M', 21, 2490, 95, 'black', 5),
  product('Trail Shoe Gämse', 22, 13_900, 640, 'gray', 5),
  product('Winter Boot Yukon', 22, 18_900, 1320, 'brown', 3),
  product('Gaiters', 22, 3990, 240, 'black', 2),
  product('Wool Socks 3-Pack', 22, 2790, 180, 'mixed', 18),
  product('Carbon Poles', 23, 11_900, 380, 'black', 4),
  product('Aluminum Poles', 23, 5490, 520, 'silver', 4),
  product('Compass Classic', 23, 3290, 65, '', 3),
  product('Map Case', 23, 1690, null, '', 0),
  product('Bike Pannier Pair', 31, 12_490, 1680, 'yellow', 5),
  product('Handlebar Bag', 31, 6490, 430, 'yellow', 4),
  product('Frame Bag Fjäll', 31, 5490, 260, 'black', 3, '2023-03-01'),
  product('Front Light 600', 32, 7990, 150, 'black', 5),
  product('Rear Light Glow', 32, 2990, 45, 'red', 6),
  product('Pocket Tool 17', 32, 3490, 190, 'silver', 6),
  product('Tire Lever Set', 32, 690, 38, 'green', 5),
  product('Shell Jacket Åre', 41, 24_900, 420, 'petrol', 4),
  product('Wind Jacket', 41, 9990, 160, 'yellow', 4, '2022-09-15'),
  product('Down Vest', 41, 14_900, 310, 'navy', 3, '2023-09-01'),
  product('Merino Shirt', 42, 6990, 190, 'navy', 6),
  product('Merino Leggings', 42, 6490, 175, 'black', 0, '2024-06-10'),
  product('Bandana', 42, 990, null, 'mixed', 0),
]

/** The two products that sell equally often, more than any other. */
export const bestSellers = ['Enamel Mug', 'Wool Socks 3-Pack'] as const

/** Company customers: name, city, country. */
export const companyList: readonly (readonly [string, string, string])[] = [
  ['Acme GmbH', 'Köln', 'Germany'],
  ['Müller & Söhne', 'Leipzig', 'Germany'],
  ['Kanuverleih Spreebogen', 'Berlin', 'Germany'],
  ['Café Lumière', 'Lyon', 'France'],
  ['Hôtel du Lac Bleu', 'Aix-en-Provence', 'France'],
  ["O'Dowell Guided Walks Ltd", 'Inverness', 'United Kingdom'],
  ['Viagens Açaí Ltda', 'São Paulo', 'Brazil'],
  ['Fjällstugan AB', 'Umeå', 'Sweden'],
  ['Rowery Zając s.c.', 'Łódź', 'Poland'],
  ['Alpenklub Talblick', 'Graz', 'Austria'],
  ['Globex Reisen GmbH', 'Wien', 'Austria'],
  ['Aventuras Ibáñez S.L.', 'A Coruña', 'Spain'],
]

export const reviewTitles: readonly (readonly string[])[] = [
  ['Broke on day two', 'Not as described', 'Zipper came off'],
  ['Disappointing', 'Leaks a little', 'Too small'],
  ['Does the job', 'Okay for the price', 'Average'],
  ['Very good', 'Solid and light', 'Would buy again'],
  ['Excellent!', 'My favorite piece of kit', 'Perfect for São Miguel in the rain', 'Survived Scotland'],
]

export const returnReasons: readonly (readonly [string, number])[] = [
  ['wrong size', 30],
  ['damaged', 24],
  ['changed mind', 18],
  ['defective', 12],
  ['wrong item', 9],
  ['late delivery', 7],
]
