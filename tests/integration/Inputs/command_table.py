"""Holds manual pages and completions against the help of each command: command_table.py manual|bash|zsh|fish

Programs that are not installed are named as such, and nothing is said of them.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile


def output(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(command)} exits with {done.returncode}: {done.stdout}")
    return done.stdout


def fail(what):
    sys.exit(what)


def commands():
    """Options of each command, as its help lists them."""
    listed = output("snnc", "--help").split("Subcommands:\n")[1]
    names = re.findall(r"^  ([\w-]+) ", listed, re.M)
    return {name: re.findall(r"^  (?:-\w,)?(--[\w-]+)", output("snnc", name, "--help"), re.M) for name in names}


def manual():
    program = shutil.which("man") and ["man", "--warnings", "-l"]
    program = program or shutil.which("groff") and ["groff", "-man", "-ww", "-z", "-Tutf8"]
    pages = {None: ["--help", "--version"], **commands()}
    with tempfile.TemporaryDirectory() as folder:
        for name, options in pages.items():
            page = os.path.join(folder, "page.1")
            with open(page, "w", encoding="utf-8") as file:
                file.write(output("snnc", "man", *([name] if name else [])))
            plain = open(page, encoding="utf-8").read().replace("\\-", "-")
            for option in options:
                if f"\\fB{option}\\fR" not in plain:
                    fail(f"the page of '{name}' does not name {option}")
            for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", '"EXIT STATUS"'):
                if f"\n.SH {heading}\n" not in plain:
                    fail(f"the page of '{name}' has no {heading}")
            if program:
                done = subprocess.run([*program, page], capture_output=True, text=True,
                                      env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"})
                if done.returncode or done.stderr:
                    fail(f"the page of '{name}': {done.stderr}")
    print(f"{len(pages)} pages, " + ("clean" if program else "not formatted: neither man nor groff is installed"))


# What is typed, with a blank behind a word that is whole, and what must be offered.
CASES = [
    ("snnc comp", ["compile", "completion"]),
    ("snnc compile --nir-d", ["--nir-dialect"]),
    ("snnc compile net.nir --nir-dialect s", ["sinabs", "snntorch", "spikingjelly"]),
    ("snnc compile net.nir --scales ", ["channel", "core", "layer"]),
    ("snnc compile --target mesh2", ["mesh2x2"]),
    ("snnc run out --engine ", None),
    ("snnc explain Q00", [f"Q00{i}" for i in range(1, 9)]),
    ("snnc targets xylo-a", ["xylo-a2", "xylo-a3"]),
    ("snnc man ver", ["verify"]),
    ("snnc completion f", ["fish"]),
]

BASH = """. ./snnc.bash
compopt() { :; }
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_snnc
printf '%s\\n' "${COMPREPLY[@]}"
"""


def in_bash(line):
    # bash takes `=` for a word of its own.
    words = [word for part in line.split(" ") for word in re.split("(=)", part)]
    return output("bash", "-c", BASH, "-", *words).split()


def bash():
    cases = CASES + [("snnc compile net.nir --nir-compare=g", ["ge", "gt"]), ("snnc compile --json=", None)]
    for line, wanted in cases:
        found = sorted(in_bash(line))
        if found != (wanted or []):
            fail(f"bash: '{line}' gives {found}, not {wanted}")
    table = commands()
    if in_bash("snnc ") != [*table, "-h", "--help", "--version"]:
        fail(f"bash: commands are {in_bash('snnc ')}")
    for name, options in table.items():
        found = [option for option in in_bash(f"snnc {name} --") if option.startswith("--")]
        if found != options:
            fail(f"bash: options of {name} are {found}, its help lists {options}")
    # Registered, and as bash runs it: compgen knows no other way to the function.
    registered = output("bash", "-c", ". ./snnc.bash; complete -p snnc")
    if registered.strip() != "complete -o default -F _snnc snnc":
        fail(f"bash: {registered}")
    print(f"bash: {len(cases)} lines completed, options of {len(table)} commands")


def fish():
    for line, wanted in CASES:
        found = output("fish", "-c", "source snnc.fish; complete -C $argv[1]", "--", line, env={
            **os.environ, "HOME": os.getcwd(), "TERM": "dumb"}).splitlines()
        found = sorted(entry.split("\t")[0] for entry in found)
        if wanted and not set(wanted) <= set(found):
            fail(f"fish: '{line}' gives {found}, not {wanted}")
    print(f"fish: {len(CASES)} lines completed")


def zsh():
    output("zsh", "-n", "snnc.zsh")
    script = open("snnc.zsh", encoding="utf-8").read()
    for name, options in commands().items():
        part = re.search(rf"^        {name}\)\n(.*?);;$", script, re.M | re.S)[1]
        for option in options:
            if not re.search(rf"['){{*]{option}[=\[]", part):
                fail(f"zsh: {name} lacks {option}")
    print("zsh: read, options of all commands")


def main(what):
    if what == "manual":
        return manual()
    # The options are compared in any case, by bash, in which lit runs.
    if not shutil.which(what):
        return print(f"{what}: not installed, not tried")
    with open(f"snnc.{what}", "w", encoding="utf-8") as file:
        file.write(output("snnc", "completion", what))
    {"bash": bash, "zsh": zsh, "fish": fish}[what]()


if __name__ == "__main__":
    main(sys.argv[1])
