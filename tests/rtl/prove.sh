#!/bin/sh
# Proves a module of rtl/formal with yosys and z3: prove.sh PACKAGE.sv TOP DEPTH STATE_BITS WORK
# The package is made for narrow numbers: what holds for all of their values says what the arithmetic is, whatever the
# width. All behaviour of DEPTH cycles from a reset is looked at; the proof itself demands that its subject is done by then.
set -eu
package=$1 top=$2 depth=$3 bits=$4 work=$5
cd "$(dirname "$0")/../../rtl"
mkdir -p "$work"
sed "s/int STATE_BITS = [0-9]*;/int STATE_BITS = $bits;/" "$package" >"$work/$top.sv"
yosys -q -p "read_verilog -sv -formal -D SYNTHESIS $work/$top.sv $(echo core/*.sv noc/*.sv) formal/$top.sv; \
  prep -top $top -flatten; opt -full; async2sync; dffunmap; opt_clean; write_smt2 -wires $work/$top.smt2" 2>&1 |
  grep -v 'Warning: Resizing cell port' || true
# Unrolled: the solver takes the states as functions of time, which it is slow with.
yosys-smtbmc --unroll --noprogress -s z3 -t "$depth" --dump-vcd "$work/$top.vcd" "$work/$top.smt2" | tee "$work/$top.log" |
  grep -E 'failed|Value|Status' || true
grep -q 'Status: PASSED' "$work/$top.log"
