//===- decayed_proof.sv - a decay leaves what its definition says -------------===//
//
// Of any number and any decay: what is left has the sign of the number, or is 0, and its magnitude is the greatest whose
// 2^DECAY_BITS times is at most |v| * m.
//
//===----------------------------------------------------------------------===//

module decayed_proof (
    input logic clk
);

  localparam int State = chip_pkg::STATE_BITS;
  // As wide as that of `decayed`, a solver knows the product again. Magnitudes up to 2^(State - 1) times factors up to
  // 2^DECAY_BITS fit into a bit less, so that what holds modulo that holds.
  localparam int Wide = State + chip_pkg::DECAY_BITS + 1;

  (* anyconst *) logic [State-1:0] value;
  (* anyconst *) logic [chip_pkg::DECAY_BITS:0] factor;
  logic [State-1:0] left;
  logic [Wide-1:0] product;
  logic [Wide-2:0] times, rest;

  always_comb assume (32'(factor) <= 1 << chip_pkg::DECAY_BITS);

  decayed decayed (.value, .factor, .left);

  assign product = Wide'($signed(value)) * Wide'($signed({1'b0, factor}));
  assign times = {left, {chip_pkg::DECAY_BITS{1'b0}}};
  // What is lost, counted away from zero.
  assign rest = value[State-1] ? times - product[Wide-2:0] : product[Wide-2:0] - times;

  always_ff @(posedge clk) assert (rest < 1 << chip_pkg::DECAY_BITS);

endmodule
