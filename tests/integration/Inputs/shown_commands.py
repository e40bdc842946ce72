"""Runs the commands that a document shows, and compares what they print: shown_commands.py DOCUMENT HEADING

Takes the first fenced block below the heading. A line `$ COMMAND` is run in the working folder by the shell and must exit
with 0; the lines behind it, up to the next command, are what it prints, on either stream. `...` in a line stands for any
text, a line `...` for any number of lines.
"""
import re
import subprocess
import sys


def shown_commands(text, heading):
    """Pairs of a command and the text that is shown behind it."""
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.M | re.S)
    block = section and re.search(r"^```\w*\n(.*?)^```$", section[1], re.M | re.S)
    if not block or not block[1].startswith("$ "):
        sys.exit(f"no block of commands below the heading '{heading}'")
    return [part.split("\n", 1) for part in re.split(r"^\$ ", block[1], flags=re.M)[1:]]


def pattern(shown):
    expression = ""
    for line in shown.splitlines():
        expression += r"(?:.*\n)*?" if line.strip() == "..." else ".*".join(map(re.escape, line.rstrip().split("..."))) + r"\n"
    return expression


def main(document, heading):
    commands = shown_commands(open(document, encoding="utf-8").read(), heading)
    for command, shown in commands:
        done = subprocess.run(command, shell=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        printed = "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())
        if done.returncode or not re.fullmatch(pattern(shown), printed):
            sys.exit(f"$ {command}\nexits with {done.returncode} and prints\n{printed}where {document} shows\n{shown}")
        print(f"as shown: {command}")
    print(f"{len(commands)} commands")


if __name__ == "__main__":
    main(*sys.argv[1:])
