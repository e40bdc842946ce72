#!/usr/bin/env python3
"""Says which links of documents lead nowhere: check_links.py ROOT [DOCUMENT ...]

Without documents all of the project. A relative link must lead to a file, and the part behind `#` to a heading of it, by the name
that GitHub gives it. Links to other hosts are left alone.
"""
import os
import re
import subprocess
import sys


def without_code(text):
    return re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.S | re.M)


def anchors(path):
    found = {}
    for heading in re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", read(path), flags=re.S | re.M), re.M):
        name = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        name = re.sub(r"[^\w -]", "", name).replace(" ", "-")
        number = found.get(name, 0)
        found[name] = number + 1
        found[f"{name}-{number}" if number else name] = 1
    return found


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def main(root, documents):
    if not documents:
        listed = subprocess.run(["git", "-C", root, "ls-files", "*.md"], capture_output=True, text=True)
        documents = listed.stdout.split() if listed.returncode == 0 else []
        documents = documents or [os.path.relpath(os.path.join(folder, name), root)
                                  for folder, _, names in os.walk(os.path.join(root, "docs"))
                                  for name in names if name.endswith(".md")] + ["README.md"]
    missing, checked = [], 0
    for document in sorted(documents):
        for target in re.findall(r"\]\(([^)\s]+)\)", without_code(read(os.path.join(root, document)))):
            if re.match(r"\w+:", target):
                continue
            checked += 1
            name, _, anchor = target.partition("#")
            path = os.path.normpath(os.path.join(root, os.path.dirname(document), name)) if name else \
                os.path.join(root, document)
            if not os.path.exists(path):
                missing.append(f"{document}: '{target}' is not there")
            elif anchor and anchor not in anchors(path):
                missing.append(f"{document}: '{target}' leads to no heading")
    print("\n".join(missing) or f"{checked} links in {len(documents)} documents, none broken")
    return bool(missing) or not checked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
