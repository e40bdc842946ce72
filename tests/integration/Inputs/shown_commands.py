"""Runs the commands that a document shows, and compares what they print: shown_commands.py DOCUMENT [HEADING]

Takes the first fenced block of commands below the heading; without one, all of the document, in order. A line `$ COMMAND` is run in
the working folder by the shell and must exit with 0; the lines behind it, up to the next command, are what it prints, on
either stream. `...` in a line stands for any text, a line `...` for any number of lines. Of a whole document a block of JSON
or Python behind a line that ends with a file's name and a colon is written to that file first.

shown_commands.py --headings DOCUMENT prints below which headings there are commands.
"""
import re
import subprocess
import sys

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def commands_of(block):
    """Pairs of a command and the text that is shown behind it."""
    return [part.split("\n", 1) for part in re.split(r"^\$ ", block, flags=re.M)[1:]]


def shown_commands(text, heading):
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.M | re.S)
    blocks = [block[2] for block in BLOCK.finditer(section[1])] if section else []
    if not blocks or not blocks[0].startswith("$ "):
        sys.exit(f"no block of commands below the heading '{heading}'")
    return commands_of(blocks[0])


def all_steps(text):
    """Files to write and commands to run, in the order of the document."""
    for block in BLOCK.finditer(text):
        named = re.search(r"`([\w.-]+)`:\n+\Z", text[:block.start()])
        if block[1] in ("json", "python") and named:
            yield "write", named[1], block[2]
        elif block[2].startswith("$ "):
            for command, shown in commands_of(block[2]):
                yield "run", command, shown


def pattern(shown):
    expression = ""
    for line in shown.splitlines():
        expression += r"(?:.*\n)*?" if line.strip() == "..." else ".*".join(map(re.escape, line.rstrip().split("..."))) + r"\n"
    return expression


def run(document, command, shown):
    done = subprocess.run(command, shell=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    printed = "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())
    if done.returncode or not re.fullmatch(pattern(shown), printed):
        sys.exit(f"$ {command}\nexits with {done.returncode} and prints\n{printed}where {document} shows\n{shown}")
    print(f"as shown: {command}")


def headings(text):
    for part in re.split(r"^#+ ", text, flags=re.M)[1:]:
        if any(block[2].startswith("$ ") for block in BLOCK.finditer(part)):
            print(part.split("\n")[0])


def main(document, heading=None):
    text = open(document, encoding="utf-8").read()
    steps = [("run", *pair) for pair in shown_commands(text, heading)] if heading else list(all_steps(text))
    for step, name, content in steps:
        if step == "run":
            run(document, name, content)
        else:
            with open(name, "w", encoding="utf-8") as file:
                file.write(content)
    count = sum(step == "run" for step, _, _ in steps)
    if not count:
        sys.exit(f"{document} shows no commands")
    print(f"{count} commands")


if __name__ == "__main__":
    if sys.argv[1] == "--headings":
        headings(open(sys.argv[2], encoding="utf-8").read())
    else:
        main(*sys.argv[1:])
