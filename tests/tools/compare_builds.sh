#!/usr/bin/env bash
# Whether two builds of snnc compile every network of the tests to the same bytes: for changes that must change nothing.
#
#   tests/tools/compare_builds.sh OLD_BIN_DIR NEW_BIN_DIR [NAME_PART]
#
# Both folders hold an `snnc`. Networks are those of examples/, of tests/integration/Inputs and of the folder that
# SNNC_SHARED names (default ../shared), or those alone whose name has NAME_PART in it. Of each are compared: exit code
# and messages, image.bin, program.json without versions and hashes, the dumps behind all phases, and of some what the
# chip engine records on their recordings. Dumps and messages of an old build from before the renaming of dialect and
# attributes (core. is mesh., snnc. is snn., core-* is mesh-*) are renamed first. Needs /usr/bin/python3 with NumPy. Not
# part of the continuous tests: it takes a build of another commit.
set -uo pipefail
[ $# -ge 2 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
old=$(realpath "$1")/snnc new=$(realpath "$2")/snnc part=${3:-}
root=$(realpath "$(dirname "$0")/../..")
shared=${SNNC_SHARED:-$root/../shared}
inputs=$root/tests/integration/Inputs
old_inputs=$(dirname "$old")/../../../tests/integration/Inputs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compared=0 recorded=0 different=0

rename() {
  sed -E 's/#core\.mesh\b/#mesh.target/g; s/(^|[^a-zA-Z0-9_.])([#!]?)core\.([a-z_]+)/\1\2mesh.\3/g; s/snnc\.([a-z_]+)/snn.\1/g; s/core-(tile|pack|place|allocate|verify)/mesh-\1/g; s/convert-snn-to-core/convert-snn-to-mesh/g'
}

# Where the attributes of a calibration stand among the others follows from their names: then order does not count.
same_dump() {
  local before=$1 after=$2
  cmp -s "$before" "$after" && return
  grep -q 'snn\.calibration' "$after" && cmp -s <(tr -s ',{}' '\n' <"$before" | sed 's/^ *//; s/ *$//' | sort) \
    <(tr -s ',{}' '\n' <"$after" | sed 's/^ *//; s/ *$//' | sort)
}

# report NAME WHAT: counts a difference
report() { echo "DIFFERENT $1: $2"; different=$((different + 1)); }

same_program() {
  /usr/bin/python3 - "$1" "$2" <<'PY'
import json, sys
a, b = (json.load(open(path)) for path in sys.argv[1:])
for program in (a, b):
    program.pop("versions", None)
    for name in list(program.get("hashes", {})):
        if name != "image.bin":  # bytecode names attributes
            del program["hashes"][name]
sys.exit(json.dumps(a) != json.dumps(b))
PY
}

# network NAME FILE [OPTION ...]
network() {
  local name=$1 file=$2 build codes=()
  shift 2
  [[ $name == *$part* ]] || return
  for build in old new; do
    # Programs in IR may name attributes, each build as its own tests do.
    if [[ $file == $inputs/*.mlir ]]; then
      local source=$file
      [ "$build" = old ] && [ -f "$old_inputs/$(basename "$file")" ] && source=$old_inputs/$(basename "$file")
      cp "$source" "$work/input.mlir"
    fi
    "${!build}" compile "$([[ $file == $inputs/*.mlir ]] && echo "$work/input.mlir" || echo "$file")" "$@" -o "$work/$build" --dump-passes "$work/$build-dump" \
      >"$work/$build.out" 2>"$work/$build.err"
    codes+=($?)
  done
  compared=$((compared + 1))
  [ "${codes[0]}" = "${codes[1]}" ] || report "$name" "exit code ${codes[0]} and ${codes[1]}"
  cmp -s "$work/old.out" "$work/new.out" || report "$name" "output"
  cmp -s <(rename <"$work/old.err" | sed "s#$work/old#OUT#g") <(sed "s#$work/new#OUT#g" "$work/new.err") ||
    report "$name" "messages"
  local dump
  for dump in $( (ls "$work/old-dump" "$work/new-dump" 2>/dev/null | grep mlir | sort -u)); do
    [ -f "$work/old-dump/$dump" ] && rename <"$work/old-dump/$dump" >"$work/renamed.mlir"
    same_dump "$work/renamed.mlir" "$work/new-dump/$dump" || report "$name" "dump $dump"
  done
  if [ "${codes[0]}" = 0 ]; then
    cmp -s "$work/old/image.bin" "$work/new/image.bin" || report "$name" image.bin
    same_program "$work/old/program.json" "$work/new/program.json" || report "$name" program.json
    [ -z "${recordings:-}" ] || record "$name"
  fi
  rm -rf "$work"/{old,new}{,-dump}
}

# What the chip engine records on the first of $recordings.
record() {
  local build
  for build in old new; do
    # shellcheck disable=SC2086
    "${!build}" run "$work/$build" --engine chip --input $recordings --limit 2 --record "$work/$build.npz" \
      >/dev/null 2>"$work/$build.err" || report "$1" "run: $(cat "$work/$build.err")"
  done
  recorded=$((recorded + 1))
  cmp -s "$work/old.npz" "$work/new.npz" || report "$1" "records of the chip"
}

digits=$root/examples/digits
recordings="$digits/recordings" network digits "$digits/digits.json" --target mesh2x2
network digits4 "$digits/digits.json" --weight-bits 4
network digits-layer "$digits/digits.json" --scales layer
network digits-core "$digits/digits.json" --scales core
network calibrated-digits "$digits/digits.json" --calibrate "$digits/recordings" --limit 4

for script in branches windows encoded real; do
  mkdir "$work/$script"
  (cd "$work/$script" && /usr/bin/python3 "$inputs/$script.py" . >/dev/null 2>&1)
  for file in "$work/$script"/*.{json,mlir}; do
    [ -f "$file" ] || continue
    for target in mesh2x2 "$root/tests/rtl/targets/mesh3x3.json" "$root/tests/fuzz/targets/fuzz3x3.json"; do
      network "$script/$(basename "$file")/$(basename "$target")" "$file" --target "$target"
    done
  done
done
for file in "$inputs"/*.mlir; do
  network "$(basename "$file")" "$file"
done

if [ -d "$shared/models" ]; then
  recordings="$shared/data/saccades" network nmnist "$shared/models/nmnist_scnn.nir" --nir-dialect sinabs
  recordings="$shared/data/mnist/images-idx3-ubyte.gz" network mnist "$shared/models/mnist.json"
  network mnist4 "$shared/models/mnist.json" --weight-bits 4
  network dvs_gesture "$shared/models/dvs_gesture.json"
  for file in "$shared"/models/nir/*.nir; do
    options=$(/usr/bin/python3 - "${file%.nir}.json" <<'PY'
import json, sys
text = json.load(open(sys.argv[1]))
exporters = ("sinabs", "norse", "snntorch", "spikingjelly", "rockpool")
dialect = next((name for name in exporters if text["exporter"].startswith(name)), "text")
print("--nir-dialect", dialect, end="")
if dialect == "sinabs":
    print(" --lower-bound", (text.get("convention") or {}).get("floor", "none"))
PY
    )
    data=${file%.nir}.npz
    [ -f "$data" ] || data=
    # shellcheck disable=SC2086
    recordings=$data network "nir/$(basename "$file")" "$file" $options
  done
  for file in "$shared"/cases/ir/*.mlir "$shared"/cases/large/*.json; do
    # A build from before compile time became linear takes hours for 65,535 relays.
    [ "$(basename "$file")" = bigdelay.mlir ] || network "cases/$(basename "$file")" "$file"
  done
fi
echo "$compared networks compared, $recorded of them run on the chip engine, $different differences"
[ "$different" = 0 ] || exit 5
