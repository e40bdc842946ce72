"""Prints an .mlir test with the targets that it names, `#mesh.target<NAME>`, written out as targets.txt has them.

Usage: named_targets.py TARGETS.txt TEST.mlir. Lines stay where they are, so that expected errors do.
"""

import re
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        targets = dict(line.rstrip("\n").split(" ", 1) for line in lines)
    with open(sys.argv[2], encoding="utf-8") as test:
        sys.stdout.write(re.sub(r"#mesh\.target<([\w-]+)>", lambda match: targets[match.group(1)], test.read()))


if __name__ == "__main__":
    main()
