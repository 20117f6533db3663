// `npm run build`: compiles the sources and makes the sample databases, as far as they changed.
import { build } from './setup.mjs'

if (!build()) process.exitCode = 1
