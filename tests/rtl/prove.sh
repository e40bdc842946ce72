#!/bin/sh
# Proves a module of rtl/formal with yosys and z3:
#
#   prove.sh PACKAGE.sv TOP DEPTH WORK [--state-bits BITS [--decay-bits BITS]] [--induction] [--sat [--set NAME=VALUE]]
#
# All behaviour of the first DEPTH cycles from a reset is looked at. Without --induction that is all, and the proof itself
# must demand that its subject is done by then; with it, what held for up to DEPTH cycles must hold in the next one, from
# whatever state, so it holds for ever.
# --state-bits makes the potentials narrow, and --decay-bits the decays: what holds for all of their values says what the
# arithmetic is, whatever the width.
# --sat takes the solver of yosys, which is much faster than z3 where there is no arithmetic, and --set a parameter of TOP.
set -eu
package=$1 top=$2 depth=$3 work=$4
shift 4
narrow= decay= induction= sat= parameter=
while [ $# -gt 0 ]; do
  case $1 in
  --state-bits) narrow=$2; shift ;;
  --decay-bits) decay=$2; shift ;;
  --induction) induction=-i ;;
  --sat) sat=1 ;;
  --set) parameter="chparam -set ${2%%=*} ${2#*=} $top;"; shift ;;
  *) echo "prove.sh: unknown option $1" >&2; exit 2 ;;
  esac
  shift
done
cd "$(dirname "$0")/../../rtl"
mkdir -p "$work"
sed "s/int STATE_BITS = \([0-9]*\);/int STATE_BITS = ${narrow:-\1};/
s/int DECAY_BITS = \([0-9]*\);/int DECAY_BITS = ${decay:-\1};/
s/int PLACES = .*;/int PLACES = (STATE_BITS + COUNT_BITS - 1) \/ COUNT_BITS;/" "$package" >"$work/$top.sv"
sources="$work/$top.sv $(echo core/*.sv noc/*.sv) formal/$top.sv"
if [ "$sat" ]; then
  # What is not defined is 0: nobody may depend on it.
  yosys -l "$work/$top.log" -q -p "read_verilog -sv -formal -D SYNTHESIS $sources; $parameter prep -top $top -flatten; \
    memory_map; opt -full; setundef -zero; async2sync; dffunmap; opt -full; tee -o $work/$top.sat \
    sat -seq 1 -set-assumes -prove-asserts -maxsteps $depth -tempinduct-baseonly -tempinduct" 2>&1 |
    grep -v 'Warning: Resizing cell port' || true
  grep -E 'FAIL' "$work/$top.sat" || true
  grep -q "proved base case for $depth steps: SUCCESS" "$work/$top.sat"
  exit
fi
yosys -q -p "read_verilog -sv -formal -D SYNTHESIS $sources; \
  prep -top $top -flatten; opt -full; async2sync; dffunmap; opt_clean; write_smt2 -wires $work/$top.smt2" 2>&1 |
  grep -v 'Warning: Resizing cell port' || true
for step in '' $induction; do
  log=$work/$top$step
  # Unrolled: the solver takes the states as functions of time, which it is slow with.
  # shellcheck disable=SC2086
  yosys-smtbmc --unroll --noprogress -s z3 $step -t "$depth" --dump-vcd "$log.vcd" "$work/$top.smt2" | tee "$log.log" |
    grep -E 'failed|Value|Status' || true
  grep -q 'Status: PASSED' "$log.log"
done
