//===- decayed.sv - what a decay leaves of a number --------------------------===//
//
// D(v, m) = sign(v) * floor(|v| * m / 4096) for m from 0 to 4096: towards zero, where it comes to rest. For m up to 4096 the
// product is at most 2^(STATE_BITS - 1) * 4096, so what is left of it fits.
//
//===----------------------------------------------------------------------===//

module decayed (
    input  logic [chip_pkg::STATE_BITS-1:0] value,
    // In 1/4096: 1 is 13 bits.
    input  logic [                   12:0] factor,
    output logic [chip_pkg::STATE_BITS-1:0] left
);

  localparam int State = chip_pkg::STATE_BITS;

  // The magnitude of the lowest value needs all bits of the state.
  logic [State-1:0] magnitude, rest;
  logic [State+11:0] product;

  assign magnitude = value[State-1] ? -value : value;
  assign product = (State + 12)'(magnitude) * (State + 12)'(factor);
  assign rest = product[12+:State];
  assign left = value[State-1] ? -rest : rest;

endmodule
