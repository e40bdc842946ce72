"""Holds what decode_image.py decodes against what `snnc inspect` prints: decoded_as_inspected.py FIELDS IMAGE INSPECTED

Every number of the program that inspect prints is looked for in the tables, and every table entry in the program.
"""
import json
import re
import sys

from decode_image import Page, decode


def numbers(text):
    return [int(number) for number in re.findall(r"-?\d+", text)]


def attribute(text, name, default=None):
    match = re.search(rf"\b{name} = (?:array<i64: )?(-?\d+(?:, -?\d+)*)", text)
    return numbers(match[1]) if match else default


def bracket(text, name):
    match = re.search(rf"\b{name} \[([^\]]*)\]", text)
    return numbers(match[1]) if match else None


def dense(text, bits):
    """Values of weights: hexadecimal, one for all, or lists in lists."""
    values, shape = re.search(r"weights dense<(.*?)> : tensor<([\dx]+)xi8>", text).groups()
    count = 1
    for extent in shape.split("x"):
        count *= int(extent)
    if values.startswith('"'):
        return [value - 256 if value > 127 else value for value in bytes.fromhex(values[3:-1])]
    flat = numbers(values)
    return flat * count if len(flat) == 1 else flat


def edges_of(text):
    return [{"low": bracket_of(edge, "low"), "high": bracket_of(edge, "high"), "offset": bracket_of(edge, "offset"),
             "shift": bracket_of(edge, "shift"), "delayed": "delayed" in edge,
             "destination": attribute(edge, "destination")[0], "credit": attribute(edge, "credit")[0],
             "multicast": attribute(edge, "multicast", [-1])[0]}
            for edge in re.findall(r"#mesh.edge<(.*?)>", text)]


def bracket_of(text, name):
    return numbers(re.search(rf"{name} = \[([^\]]*)\]", text)[1])


def inspected(text):
    """The lines of the program: sources, layers, populations with their ports, sinks."""
    program = {"mesh.source": [], "mesh.layer": [], "mesh.population": [], "mesh.sink": []}
    for line in text.splitlines():
        line = line.strip()
        result = re.match(r"(%\w+) = (mesh\.\w+)", line)
        operation = result[2] if result else line.split("(")[0].split(" ")[0]
        if operation == "mesh.port":
            program["mesh.population"][-1]["ports"].append(line)
        elif operation in program:
            program[operation].append({"line": line, "value": result and result[1], "ports": []})
    return program


STEPS = {"north": (0, -1), "east": (1, 0), "south": (0, 1), "west": (-1, 0)}


def group_of(image, entry):
    """The number of the multicast group of an edge, -1 where it has none."""
    return entry["core_x"] | entry["core_y"] << image["core_x_bits"] if entry["multicast"] else -1


def receivers_of(image, entry, sender):
    """The cores that an edge leads to, by the routes of its multicast group where it has one."""
    if not entry["multicast"]:
        return [(entry["core_x"], entry["core_y"])]
    cores, ways = [], [sender]
    for x, y in ways:
        route = image["routes"][x, y][group_of(image, entry)]
        ways += [(x + right, y + down) for output, (right, down) in STEPS.items() if route[output]]
        cores += [(x, y)] if route["core"] else []
    return cores


def edge_of(image, entry, destination, credit):
    """A destination entry as the program writes an edge: an offset that leaves the field is a negative one."""
    offset = []
    for axis, span in (("channel", 4096), ("y", 256), ("x", 256)):
        move = entry[f"offset_{axis}"]
        offset.append(move - span if entry[f"low_{axis}"] + move >= span else move)
    box = [[entry[f"{end}_{axis}"] for axis in ("channel", "y", "x")] for end in ("low", "high")]
    return {"low": box[0], "high": box[1], "offset": offset, "shift": [entry["shift_y"], entry["shift_x"]],
            "delayed": bool(entry["delayed"]), "destination": destination, "credit": credit,
            "multicast": group_of(image, entry)}


class Comparison:
    def __init__(self, image, program):
        self.image, self.program, self.count = image, program, 0
        self.sender = {(p["core_x"], p["core_y"], entry): number
                       for number, p in enumerate(image["populations"]) for entry in p["destinations"]}

    def equal(self, what, decoded, printed):
        self.count += 1
        if decoded != printed:
            sys.exit(f"{what}: decoded {decoded}, inspect prints {printed}")

    def run(self):
        for kind, records in (("source", "inputs"), ("layer", "layers"), ("population", "populations"),
                              ("sink", "outputs")):
            self.equal(f"number of {records}", len(self.image[records]), len(self.program[f"mesh.{kind}"]))
        for record, printed in zip(self.image["inputs"], self.program["mesh.source"]):
            self.source(record, printed["line"])
        for index, (record, printed) in enumerate(zip(self.image["layers"], self.program["mesh.layer"])):
            self.layer(index, record, printed["line"])
        for record, printed in zip(self.image["populations"], self.program["mesh.population"]):
            self.population(record, printed)
        for index, (record, printed) in enumerate(zip(self.image["outputs"], self.program["mesh.sink"])):
            self.sink(index, record, printed["line"])

    def shape(self, what, record, printed):
        self.equal(what, [record["channels"], record["height"], record["width"]], printed)

    def source(self, record, line):
        name = record["name"]
        self.equal("input", name, re.search(r'"(.*?)"', line)[1])
        self.equal(f"bound of {name}", record["bound"], int(re.search(r"bound (\d+)", line)[1]))
        self.equal(f"signed of {name}", record["signed"], int(bool(re.search(r"bound \d+( total \d+)? signed", line))))
        total = re.search(r"bound \d+ total (\d+)", line)
        self.equal(f"total of {name}", record["total"], int(total[1]) if total else 0)
        self.equal(f"encoder of {name}", bool(record["encoder"]), "encoder" in line)
        self.shape(f"shape of {name}", record, numbers(re.search(r"mesh.events<([\dx]+)>", line)[1]))

    def layer(self, index, record, line):
        # MLIR prints a name that is none of its own in quotes.
        name = re.search(r'@(?:"(.*?)"|([\w.$-]+))', line)
        self.equal("layer", record["name"], name[1] or name[2])
        self.shape(f"shape of {record['name']}", record, numbers(re.search(r"\[(.*?)\]", line)[1]))
        for population in self.image["populations"]:
            if population["layer"] == index:
                entry = population["entry"]
                self.equal("max_count", entry["max_count"], int(re.search(r"max_count (\d+)", line)[1]))
                self.equal("upper", entry["upper"], int(re.search(r"upper (-?\d+)", line)[1]))
                self.equal("reset_to_zero", bool(entry["reset_to_zero"]), "reset_to_zero" in line)

    def population(self, record, printed):
        line, entry = printed["line"], record["entry"]
        self.equal("origin", [record["channel"], record["y"], record["x"]], bracket(line, "origin"))
        for name in ("threshold", "lower_bound", "bias", "subtract", "decay", "current_decay"):
            self.equal(name, record["parameters"].get(name, [] if name == "threshold" else None), bracket(line, name))
        self.equal("core", [record["core_x"], record["core_y"]], attribute(line, "core"))
        self.equal("slot", [record["slot"]], attribute(line, "slot"))
        for name in ("state_base", "list_base", "first_destination", "first_credit"):
            self.equal(name, [entry[name]], attribute(line, name))
        self.equal("number of ports", len(record["ports"]), len(printed["ports"]))
        for text in printed["ports"]:
            self.port(record, text)

    def port(self, record, line):
        index = attribute(line, "index")[0]
        port = record["ports"][index]
        self.equal("kernel", [port["kernel_height"], port["kernel_width"]], bracket(line, "kernel"))
        self.equal("stride", [port["stride_y"], port["stride_x"]], bracket(line, "stride"))
        self.equal("offset", [port["offset_y"], port["offset_x"]], bracket(re.sub(r"#mesh.edge<.*?>", "", line), "offset"))
        self.equal("weight_base", [port["weight_base"]], attribute(line, "weight_base"))
        self.equal("weight_shift", [port["weight_shift"]], attribute(line, "weight_shift", [0]))
        self.equal("packed", bool(port["packed_weights"]), bool(re.search(r"[{,] ?packed\b", line)))
        bits = self.image["target"]["weightBits"]
        self.equal(f"weights of port {index}", port["weights"], dense(line, bits))
        sources = re.search(r"mesh.port\((.*?)\)", line)[1].split(", ")
        found = [(edge, source) for edge, source in self.edges_into(record) if edge[0] == index]
        self.equal("edges", [edge[1] for edge, _ in found], edges_of(line))
        self.equal("sources", [source for _, source in found], sources)

    def edges_into(self, record):
        """The in-edges of a population, by its credits: (port, edge) and the value of the sender."""
        for index, credit in record["credits"].items():
            sender_core = (0, 0) if credit["to_host"] else (credit["core_x"], credit["core_y"])
            if credit["to_host"]:
                edge = self.image["host_edges"][credit["destination"]]
                entry, sender = edge["entry"], self.program["mesh.source"][edge["input"]]
            else:
                place = credit["core_x"], credit["core_y"], credit["destination"]
                number = self.sender[place]
                entry = self.image["populations"][number]["destinations"][credit["destination"]]
                sender = self.program["mesh.population"][number]
            receivers = receivers_of(self.image, entry, sender_core)
            self.equal("edge leads to the population's core", True, (record["core_x"], record["core_y"]) in receivers)
            self.equal("receivers of an edge", entry["receivers"], len(receivers))
            self.equal("edge leads to the population", entry["target"], record["slot"])
            yield (entry["port"], edge_of(self.image, entry, credit["destination"], index)), sender["value"]

    def sink(self, index, record, line):
        self.equal("output", record["name"], re.search(r'"(.*?)"', line)[1])
        self.shape("shape of an output", record, numbers(re.search(r"\[(.*?)\]", line)[1]))
        scale = re.search(r"> scale ([\d.eE+-]+)|\] scale ([\d.eE+-]+)", line)
        self.equal("scale", record["scale"], float(scale[1] or scale[2]) if scale else 0.0)
        edges = []
        for number, edge in enumerate(self.image["output_edges"]):
            if edge["output"] == index:
                population = self.image["populations"][self.sender[edge["core_x"], edge["core_y"], edge["destination"]]]
                edges.append(edge_of(self.image, population["destinations"][edge["destination"]], edge["destination"], number))
        self.equal("edges to the host", edges, edges_of(line))


def main(fields, image, printed):
    with open(fields, encoding="utf-8") as page, open(image, "rb") as file:
        decoded = decode(Page(page.read()), file.read())
    with open(printed, encoding="utf-8") as file:
        comparison = Comparison(decoded, inspected(file.read()))
    comparison.run()
    weights = sum(len(port["weights"]) for p in decoded["populations"] for port in p["ports"].values())
    print(f"{comparison.count} numbers and lists of {len(decoded['populations'])} populations as inspect prints them, "
          f"{weights} weights")


if __name__ == "__main__":
    main(*sys.argv[1:])
