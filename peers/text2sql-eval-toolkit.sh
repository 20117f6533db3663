#!/usr/bin/env bash
# Makes the virtual environment of the benchmark peer text2sql-eval-toolkit 1.6.0 (Apache-2.0; 490 MB with what it
# needs) in the cache folder, where bench/eval-peer.ts looks for it. Needs Python 3.11 or later and the package index.
set -euo pipefail
cache=${TRIVET_HOME:+$TRIVET_HOME/cache}
folder=${cache:-${XDG_CACHE_HOME:-$HOME/.cache}/trivet}/peers/text2sql-eval-toolkit-1.6.0
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check text2sql-eval-toolkit==1.6.0
"$folder/bin/python" -c 'import text2sql_eval_toolkit as t; print("text2sql-eval-toolkit", t.__version__, "is ready")'
