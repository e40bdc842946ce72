//===- link_stall.sv - latencies of the links of a tile, at random -----------===//
//
// What the mesh computes must not depend on how long a packet travels. In a model built for it (SNNC_RANDOM_LATENCY)
// each link that leaves a tile, and the one from its core, stands still in some cycles; elsewhere it never does, and
// nothing is left of this module. The state has no reset: such a model starts it at random, so every seed has other
// latencies, and one that starts at 0 has none.
// The bits of `stalled` are the links to the north, east, south, west, to the core, and from the core.
//
//===----------------------------------------------------------------------===//

module link_stall (
    input  logic       clk,
    output logic [5:0] stalled
);

`ifdef SNNC_RANDOM_LATENCY
  `ifndef SYNTHESIS
  // xorshift32 (Marsaglia 2003) below two bits that never change: a link stands still never, or in 1/4, 1/2 or 3/4 of
  // the cycles.
  logic [33:0] state;
  logic [31:0] first, second;
  assign first = state[31:0] ^ (state[31:0] << 13);
  assign second = first ^ (first >> 17);
  always_ff @(posedge clk) state <= {state[33:32], second ^ (second << 5)};
  always_comb
    case (state[33:32])
      2'd0: stalled = 0;
      2'd1: stalled = state[5:0] & state[11:6];
      2'd2: stalled = state[5:0];
      default: stalled = state[5:0] | state[11:6];
    endcase
  `endif
`else
  assign stalled = 0;
`endif

endmodule
