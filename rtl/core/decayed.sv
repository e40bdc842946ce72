//===- decayed.sv - what a decay leaves of a number --------------------------===//
//
// D(v, m) = sign(v) * floor(|v| * m / 2^DECAY_BITS) for m from 0 to 2^DECAY_BITS: towards zero, where it comes to rest. No
// product is larger than 2^(STATE_BITS - 1 + DECAY_BITS), so what is left of it fits.
//
//===----------------------------------------------------------------------===//

module decayed (
    input  logic [chip_pkg::STATE_BITS-1:0] value,
    input  logic [  chip_pkg::DECAY_BITS:0] factor,
    output logic [chip_pkg::STATE_BITS-1:0] left
);

  localparam int State = chip_pkg::STATE_BITS;
  localparam int Product = State + chip_pkg::DECAY_BITS;

  // The magnitude of the lowest value needs all bits of the state.
  logic [State-1:0] magnitude, rest;
  logic [Product-1:0] product;

  assign magnitude = value[State-1] ? -value : value;
  assign product = Product'(magnitude) * Product'(factor);
  assign rest = product[chip_pkg::DECAY_BITS+:State];
  assign left = value[State-1] ? -rest : rest;

endmodule
