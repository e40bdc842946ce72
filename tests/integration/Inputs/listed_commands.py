"""Runs the commands that a document lists: listed_commands.py DOCUMENT HEADING

They are the indented lines below the heading that begin with `snnc`, without what stands behind a `#`; each is run in the working
folder, in order, and must exit with 0.
"""
import re
import subprocess
import sys


def main(document, heading):
    with open(document, encoding="utf-8") as file:
        section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", file.read(), re.M | re.S)
    commands = re.findall(r"^    (snnc .*?)(?: +#.*)?$", section[1], re.M)
    for command in commands:
        done = subprocess.run(command, shell=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            sys.exit(f"{command}\nexits with {done.returncode}: {done.stdout}")
    print(f"{len(commands)} commands done")


if __name__ == "__main__":
    main(*sys.argv[1:])
