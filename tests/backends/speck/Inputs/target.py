"""Writes a target file that is a preset with other values: target.py PRESET OUT KEY=VALUE..."""
import json
import os
import sys

root = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), *[".."] * 4))
target = json.load(open(os.path.join(root, "backends/speck/targets", sys.argv[1] + ".json")))
for change in sys.argv[3:]:
    key, value = change.split("=", 1)
    target[key] = json.loads(value) if value[0] in "[0123456789" else value
json.dump(target, open(sys.argv[2], "w"))
