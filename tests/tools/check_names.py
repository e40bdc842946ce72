"""Who names a chip: only what lies in its own rooms, and the list of backends. Usage: check_names.py ROOT NAME"""

import pathlib
import re
import sys

SOURCES = {".h", ".cpp", ".td", ".txt", ".cmake"}
# The chip's RTL, and what draws random networks for it; backends/Backends.cpp is the list.
ROOMS = ("rtl/", "tests/rtl/", "tests/fuzz/", "tests/backends/tiny/main.cpp", "backends/Backends.cpp", "cmake/SnncRtl.cmake")


def main():
    root, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    # The folder is entered, and its library linked, where the list of backends is built.
    entered = re.compile(rf"^\s*add_subdirectory\({name}\)\s*$|Snnc{name.capitalize()}Backend\b", re.I)
    found = []
    for top in ("backends", "bench", "cmake", "compiler", "dialect", "sim", "support", "tests"):
        for path in sorted((root / top).rglob("*")):
            inside = path.relative_to(root).as_posix()
            if path.suffix not in SOURCES or name in path.parts or inside.startswith(ROOMS):
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if re.search(rf"(?i)(\b|_){name}(\b|_|[0-9:])|\b{name.capitalize()}[A-Z]|{name.capitalize()}(Dialect|Backend|Analysis)", line) and not entered.search(line):
                    found.append(f"{inside}:{number}: {line.strip()}")
    print("\n".join(found) or f"nobody else names the {name}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
