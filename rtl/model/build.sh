#!/bin/sh
# Builds a model of the chip as a shared library (interface: sim/mesh/model/ModelInterface.h).
#
#   build.sh PACKAGE.sv TARGET.json OUT.so [--random] [--trace fst|vcd] [--fast-build] [--clock-runs]
#            [--work DIR]
#
# PACKAGE.sv and TARGET.json are what `snnc-fields sv TARGET` and `snnc-fields target TARGET` print. --random: registers
# and memories can start at random values, and the links of the mesh then stand still at random; --trace: waveforms of
# that form; --fast-build: not optimised, for short runs; --clock-runs: the clocks of idle cores do not stop, as in an
# FPGA.
# DIR (default OUT.so.build) keeps the intermediate files of a failed build. RTL is read from this script's ../.
# CXX chooses the compiler; SNNC_RTL another folder with the folders noc, core and chip; ccache is used where present.
set -eu

die() {
  echo "build.sh: $1" >&2
  exit 1
}

[ $# -ge 3 ] || die "usage: build.sh PACKAGE.sv TARGET.json OUT.so [--random] [--trace fst|vcd] [--fast-build] [--clock-runs] [--work DIR]"
package=$1 target=$2 out=$3
shift 3
# shellcheck disable=SC2086
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rtl=${SNNC_RTL:-rtl}
work=$out.build
random=0 trace=0 initial=fast optimise=-O2 options=
while [ $# -gt 0 ]; do
  case $1 in
  --random) random=1 initial=unique options="$options +define+SNNC_RANDOM_LATENCY" ;;
  --trace)
    case ${2:-} in
    fst) trace=1 options="$options --trace-fst" ;;
    vcd) trace=2 options="$options --trace" ;;
    *) die "--trace needs fst or vcd" ;;
    esac
    shift
    ;;
  --clock-runs) options="$options +define+SNNC_CLOCK_RUNS" ;;
  --fast-build) optimise=-O0 ;;
  --work)
    [ $# -ge 2 ] || die "--work needs a folder"
    work=$2
    shift
    ;;
  *) die "unknown option $1" ;;
  esac
  shift
done
command -v verilator >/dev/null || die "verilator is not installed"
[ -r "$package" ] || die "cannot read $package"
[ -r "$target" ] || die "cannot read $target"

constant() {
  value=$(sed -n "s/^ *localparam int $1 = \([0-9]*\);.*/\1/p" "$package")
  [ -n "$value" ] || die "$package has no constant $1"
  echo "$value"
}
lanes=$(constant LANES) state=$(constant STATE_BITS) count=$(constant COUNT_BITS)

# Functions of cores that are equal become one (see capture.h). GCC does so by itself.
compiler=${CXX:-c++} merge=
case $("$compiler" --version) in *clang*) merge="-Xclang -fmerge-functions" ;; esac

mkdir -p "$work" "$(dirname "$out")"
work=$(cd "$work" && pwd)
out=$(cd "$(dirname "$out")" && pwd)/$(basename "$out")
package=$(cd "$(dirname "$package")" && pwd)/$(basename "$package")
{
  printf 'R"snnc_target('
  cat "$target"
  printf ')snnc_target"\n'
} >"$work/target.inc"

if [ -z "${OBJCACHE:-}" ] && command -v ccache >/dev/null; then
  OBJCACHE=ccache CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
  export OBJCACHE CCACHE_BASEDIR CCACHE_NOHASHDIR
fi
# make splits its flags at spaces.
case "$root$work" in *" "*) die "cannot build in a folder with spaces in its path: have $root and $work, use --work" ;; esac
log=$work/build.log
# From the root, so that the places of assertions are the same in every checkout.
cd "$root"
# What is to become one function must be in one file: Verilator does not split them. make compiles the files one by one
# all the same, for what is called once needs no time to make it fast.
if ! verilator --cc --exe --build -j 2 -O3 --output-split 0 --assert --x-assign "$initial" --x-initial "$initial" $options \
  -Wno-DECLFILENAME -Wno-UNUSEDSIGNAL --top-module chip --prefix Vchip --Mdir "$work" -o model.so \
  -CFLAGS "-std=c++17 -fPIC -fvisibility=hidden -include $here/capture.h -I$root -DSNNC_LANES=$lanes \
-DSNNC_STATE_BITS=$state -DSNNC_COUNT_BITS=$count -DSNNC_RANDOM=$random -DSNNC_TRACE=$trace $merge" \
  -LDFLAGS "-shared -Wl,-Bsymbolic" \
  -MAKEFLAGS "VM_PARALLEL_BUILDS=1 CXX=$compiler LINK=$compiler OPT_FAST=$optimise OPT_SLOW=-O0 \
OPT_GLOBAL=\"-O1 -DSNNC_RUNTIME\"" \
  "$package" "$rtl"/noc/*.sv "$rtl"/core/*.sv "$rtl"/chip/*.sv "$here/model.cpp" >"$log" 2>&1; then
  cat "$log" >&2
  die "the model of $package could not be built, files are in $work"
fi
mv "$work/model.so" "$out"
rm -r "$work"
