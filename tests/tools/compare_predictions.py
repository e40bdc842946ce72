#!/usr/bin/env python3
"""Compares the predictions of two `snnc run --json` results: compare_predictions.py A.json B.json MOST_DIFFERENT [CORRECT_A].

Fails where more than MOST_DIFFERENT samples have another prediction, where there are none, or where A's correct ones are
not CORRECT_A.
"""
import json
import sys

a, b = (json.load(open(path)) for path in sys.argv[1:3])
most = int(sys.argv[3])
pairs = list(zip(a["predictions"], b["predictions"], strict=True))
different = sum(x != y for x, y in pairs)
print(f"{a['engine']} and {b['engine']}: {different} of {len(pairs)} predictions differ; "
      f"correct: {a['correct']} and {b['correct']}")
if not pairs or different > most or (len(sys.argv) > 4 and a["correct"] != int(sys.argv[4])):
    sys.exit(1)
