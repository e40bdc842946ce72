"""Which entries of a network's file operations name as their places: locations.py NAME FILE.mlir ...

NAME is the file that all places must be in. Printed are the entries of layers in order; of populations POPULATION<PORT.
"""
import os
import re
import sys

network = sys.argv[1]
for path in sys.argv[2:]:
    text = open(path).read()
    aliases = dict(re.findall(r"^(#loc\d*) = loc\((.*)\)$", text, re.M))

    def resolve(place):
        """NAME of a place "NAME"(FILE); the file is checked."""
        while place in aliases:
            place = aliases[place]
        name, file = re.fullmatch(r'"([^"]*)"\((.*)\)', place).groups()
        while file in aliases:
            file = aliases[file]
        assert re.fullmatch(r'"[^"]*%s":\d+:\d+' % re.escape(network), file), (path, place, file)
        return name

    named, open_ports = [], []
    for line in text.splitlines():
        found = re.search(r"(?:^| )(snn|mesh)\.(\w+)", line)
        place = re.search(r"loc\((#loc\d*|\"[^\"]*\"\(.*\))\)$", line)
        if line.strip().startswith("mesh.port"):
            open_ports.append(resolve(place[1]))
        elif line.strip().startswith("} : !mesh.events"):
            named.append(f"{resolve(place[1])}<{'+'.join(open_ports)}")
            open_ports = []
        elif found and place and found[1] == "snn" and found[2] not in ("network", "output"):
            named.append(resolve(place[1]))
        elif found and found[1] == "mesh" and found[2] == "layer":
            assert resolve(place[1]) == re.search(r"@(\w+)", line)[1], line
    print(f"{os.path.basename(path).removesuffix('.mlir')}: {' '.join(named)}")
