"""Evaluates recorded predictions with text2sql-eval-toolkit: eval-peer.py MODE RECORDS DATABASES.

MODE `whole` runs its two steps as they are: execution, then evaluation with all its metrics. MODE `results` runs its
execution step and then only its comparison of results. Prints as JSON the seconds of each step and the verdicts by id.
RECORDS is a file of its own form, which is written to. DATABASES holds a folder with a SQLite file for each database.
"""

import time

started = time.perf_counter()

import asyncio  # noqa: E402
import contextlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402

import text2sql_eval_toolkit as toolkit  # noqa: E402
from text2sql_eval_toolkit.execution.execution_tools import sqlite_run_execution_async  # noqa: E402

imported = time.perf_counter()
mode, records_path, databases = sys.argv[1:]


def compare(record):
    prediction = record["predictions"]["system"]
    if "predicted_df" not in prediction:
        return 0
    gold = toolkit.parse_dataframe(record["gt_df"])
    predicted = toolkit.parse_dataframe(prediction["predicted_df"])
    return toolkit.compare_result_dfs(gold, predicted, record["sql"])[0]


with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
    asyncio.run(sqlite_run_execution_async(databases, records_path, sql_execution_timeout=60))
    executed = time.perf_counter()
    if mode == "whole":
        data, _ = toolkit.evaluate_predictions(records_path)
        evaluations = {r["id"]: r["predictions"]["system"]["evaluation"] for r in data}
        verdicts = {key: one.get("execution_accuracy", 0) for key, one in evaluations.items()}
    else:
        with open(records_path) as file:
            data = json.load(file)
        verdicts = {record["id"]: compare(record) for record in data}
ended = time.perf_counter()

steps = {"import": imported - started, "execute": executed - imported, "evaluate": ended - executed}
print(json.dumps({"version": toolkit.__version__, "python": sys.version.split()[0], "steps": steps, "verdicts": verdicts}))
