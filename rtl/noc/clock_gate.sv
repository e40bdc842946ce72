//===- clock_gate.sv - stops the clock of what has no work -------------------===//
//
// A latch that is open while the clock is low, and an AND: the behaviour of a clock gating cell. Synthesis for an FPGA
// leaves the clock running (SNNC_CLOCK_RUNS), which changes nothing but power: without `enable` no register of the core
// would change. A simulation does not evaluate a core whose clock stands.
//
//===----------------------------------------------------------------------===//

module clock_gate (
    input  logic clk,
    input  logic enable,
    output logic gated
);

`ifdef SYNTHESIS
  `define SNNC_CLOCK_RUNS
`endif

`ifdef SNNC_CLOCK_RUNS
  assign gated = clk;
`else
  logic enabled;
  always_latch if (!clk) enabled = enable;
  assign gated = clk && enabled;
`endif

endmodule
