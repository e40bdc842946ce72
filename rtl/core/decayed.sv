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
  localparam int Product = State + chip_pkg::DECAY_BITS + 1;

  // Rounded down, a negative number would come away from zero: with all bits below the result added it comes towards it.
  logic [Product-1:0] product, rounded;

  assign product = Product'($signed(value)) * Product'($signed({1'b0, factor}));
  assign rounded = product + Product'({chip_pkg::DECAY_BITS{value[State-1]}});
  assign left = rounded[chip_pkg::DECAY_BITS+:State];

endmodule
