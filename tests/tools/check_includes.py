#!/usr/bin/env python3
"""Holds the sources to the table of dependencies in a document: check_includes.py ROOT DOCUMENT

A row `| `folder` | `folder`, ... |` says what a folder (or the files whose path begins so) may include, besides itself
and `support`; the longest row that a path begins with holds. A row may name rows above it only, and none in vain.
"""
import pathlib
import re
import sys

TOPS = ("backends", "compiler", "dialect", "rtl", "sim", "support")


def read_table(text):
    """[folder] = what it may include. The table is the one with the heading "folder | may include"."""
    rows, mistakes = {}, []
    table = text.split("| folder | may include |\n", 1)[1].split("\n\n", 1)[0]
    for line in table.splitlines()[1:]:
        cells = line.split("|")
        folder, allowed = re.findall(r"`([^`]+)`", cells[1])[0], re.findall(r"`([^`]+)`", cells[2])
        mistakes += [f"the row of '{folder}' names '{other}', which has no row above it"
                     for other in allowed if other not in rows]
        rows[folder] = {folder, "support", *allowed}
    return rows, mistakes


def main():
    root, document = pathlib.Path(sys.argv[1]), sys.argv[2]
    rows, mistakes = read_table((root / document).read_text(encoding="utf-8"))
    unused = {(folder, name) for folder, allowed in rows.items() for name in allowed - {folder, "support"}}

    def row_of(path):
        return max((row for row in rows if re.match(re.escape(row) + r"(?![a-z])", path)), key=len, default=None)

    include, files = re.compile(r'^#include "((?:%s)/[^"]+)"' % "|".join(TOPS), re.M), 0
    for path in sorted(file for top in TOPS for file in (root / top).rglob("*") if file.suffix in (".h", ".cpp")):
        name = path.relative_to(root).as_posix()
        row = row_of(name)
        files += 1
        if not row:
            mistakes.append(f"{name}: lies in no row of the table")
            continue
        for included in include.findall(path.read_text(encoding="utf-8")):
            other = row_of(included)
            unused.discard((row, other))
            if other not in rows[row]:
                mistakes.append(f"{name}: includes '{included}'; '{row}' may not include '{other}'")
    mistakes += [f"the row of '{folder}' names '{other}', which none of its files includes"
                 for folder, other in sorted(unused)]
    print("\n".join(mistakes) or f"{files} files keep to {len(rows)} rows")
    return bool(mistakes) or not files


if __name__ == "__main__":
    sys.exit(main())
