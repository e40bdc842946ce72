#!/usr/bin/env python3
"""Says which files a document names that are not there: check_paths.py ROOT DOCUMENT...

A name stands in backquotes, has a slash and no space; `*` stands for any letters but a slash. Names with a part in
capitals or in angle brackets (FLAG, <flag>) are placeholders.
"""
import glob
import os
import re
import sys

root, missing, checked = sys.argv[1], [], 0
for document in sys.argv[2:]:
    text = open(os.path.join(root, document), encoding="utf-8").read()
    text = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    for name in re.findall(r"`([^`\s]*/[^`\s]*)`", text):
        if re.search(r"\b[A-Z]{3,}\b|<", name):
            continue
        checked += 1
        if not glob.glob(os.path.join(root, name)):
            missing.append(f"{document}: '{name}' is not there")
print("\n".join(missing) or f"{checked} names of files, all there")
sys.exit(bool(missing) or not checked)
